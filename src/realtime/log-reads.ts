import type { Deadlines } from "./deadlines.ts";
import type { Answer, ChannelLog, Entry, LogRead } from "./ports.ts";

interface Waiting<E extends Entry> {
  readonly channel: string;
  readonly after: number;
  readonly resolve: (read: LogRead<E>) => void;
  readonly reject: (cause: unknown) => void;
}

/** No more channels than this are read at one instant, so that a storm of subscribers is served in turns. */
const BATCH_MAX = 200;

/**
 * Reads for subscribers who ask one by one. A log that answers at once is asked at once; what is asked while a read is
 * under way goes into the next one together.
 */
export class LogReads<E extends Entry> {
  readonly #log: ChannelLog<E>;
  readonly #deadlines: Deadlines;
  readonly #limit: number;
  #waiting: Waiting<E>[] = [];
  #reading = false;

  /** @param limit entries a channel at most, as in `ChannelLog.read`. */
  constructor(log: ChannelLog<E>, deadlines: Deadlines, limit: number) {
    this.#log = log;
    this.#deadlines = deadlines;
    this.#limit = limit;
  }

  /** Reads one channel's log past `after`. Throws or rejects with what the log says. */
  read(channel: string, after: number): Answer<LogRead<E>> {
    if (this.#reading)
      return new Promise((resolve, reject) => this.#waiting.push({ channel, after, resolve, reject }));
    const answer = this.#ask(new Map([[channel, after]]));
    if (!(answer instanceof Promise)) return readOf(answer, channel);
    return new Promise((resolve, reject) => void this.#drain(answer, { channel, after, resolve, reject }));
  }

  #ask(positions: ReadonlyMap<string, number>): Answer<ReadonlyMap<string, LogRead<E>>> {
    return this.#deadlines.within(this.#log.read(positions, this.#limit));
  }

  async #drain(answer: Promise<ReadonlyMap<string, LogRead<E>>>, asker: Waiting<E>): Promise<void> {
    this.#reading = true;
    await this.#handOut([asker], () => answer);
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      await this.#handOut(batch, () =>
        this.#ask(new Map(batch.map(({ channel, after }) => [channel, after]))),
      );
    }
    this.#reading = false;
  }

  /** Everybody who waits, but a channel that is asked for from two positions is read once now and once later. */
  #takeBatch(): Waiting<E>[] {
    const positions = new Map<string, number>();
    const later: Waiting<E>[] = [];
    const batch = this.#waiting.filter((one) => {
      const fits = (positions.get(one.channel) ?? one.after) === one.after && positions.size < BATCH_MAX;
      if (fits) positions.set(one.channel, one.after);
      else later.push(one);
      return fits;
    });
    this.#waiting = later;
    return batch;
  }

  async #handOut(
    batch: readonly Waiting<E>[],
    ask: () => Answer<ReadonlyMap<string, LogRead<E>>>,
  ): Promise<void> {
    try {
      const reads = await ask();
      for (const { channel, resolve, reject } of batch) {
        const read = reads.get(channel);
        if (read) resolve(read);
        else reject(new Error(NO_ANSWER));
      }
    } catch (cause) {
      for (const { reject } of batch) reject(cause);
    }
  }
}

const NO_ANSWER = "The log did not answer for a channel that it was asked about";

function readOf<E extends Entry>(reads: ReadonlyMap<string, LogRead<E>>, channel: string): LogRead<E> {
  const read = reads.get(channel);
  if (!read) throw new Error(NO_ANSWER);
  return read;
}
