import type { Deadlines } from "./deadlines.ts";
import type { ChannelLog, Entry, LogRead } from "./ports.ts";

interface Waiting<E extends Entry> {
  readonly channel: string;
  readonly after: number;
  readonly resolve: (read: LogRead<E>) => void;
  readonly reject: (cause: unknown) => void;
}

/** No more channels than this are read at one instant, so that a storm of subscribers is served in turns. */
const BATCH_MAX = 200;

/** Reads for subscribers who ask one by one: what is asked while a read is under way goes into the next one together. */
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

  /** Reads one channel's log past `after`. */
  read(channel: string, after: number): Promise<LogRead<E>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ channel, after, resolve, reject });
      if (!this.#reading) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#reading = true;
    while (this.#waiting.length > 0) await this.#readTogether(this.#takeBatch());
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

  async #readTogether(batch: readonly Waiting<E>[]): Promise<void> {
    try {
      const positions = new Map(batch.map(({ channel, after }) => [channel, after]));
      const reads = await this.#deadlines.within(this.#log.read(positions, this.#limit));
      for (const { channel, resolve, reject } of batch) {
        const read = reads.get(channel);
        if (read) resolve(read);
        else reject(new Error("The log did not answer for a channel that it was asked about"));
      }
    } catch (cause) {
      for (const { reject } of batch) reject(cause);
    }
  }
}
