import type { AppSettings } from "../protocol/app-settings.ts";
import { isEncryptedChannel } from "../protocol/channels.ts";
import { History } from "./history.ts";
import type { Clock } from "./ports.ts";

/** What the histories of one app may take together; beyond it all that a channel keeps is forgotten, the stalest first. */
const HISTORIES_MAX_CODE_UNITS = 32 * 1024 * 1024;
/** So many channels a sweep are looked at, in turns. */
const SWEEP_MAX = 1_000;

/** The numbers of a new channel begin so far apart for each millisecond. */
const NUMBERS_PER_MS = 1_000;

/** The histories of one app's channels, those without subscribers included: they are there for who comes back. */
export class Histories {
  /** By channel, the one that was published on last at the end. */
  readonly #histories = new Map<string, History>();
  readonly #clock: Clock;
  readonly #isOccupied: (channel: string) => boolean;
  #size = 0;
  #lastBase = 0;
  #sweeping: Iterator<[string, History]> | undefined;

  /** @param isOccupied whether somebody is on a channel, whose numbers go on then. */
  constructor(clock: Clock, isOccupied: (channel: string) => boolean) {
    this.#clock = clock;
    this.#isOccupied = isOccupied;
  }

  get size(): number {
    return this.#histories.size;
  }

  /** The history of a channel, a new one if there is none. */
  of(channel: string): History {
    let history = this.#histories.get(channel);
    if (!history) {
      history = new History(this.#newBase());
      this.#histories.set(channel, history);
    }
    return history;
  }

  /** Keeps an event. The answer has the text to deliver, which tells its number where that is possible. */
  keep(channel: string, event: string, data: string, settings: AppSettings): { seq: number; data: string } {
    const history = this.of(channel);
    const now = this.#clock.now();
    this.#size -= history.size;
    const numbered = isEncryptedChannel(channel) ? data : withSeq(data, history.nextSeq);
    const seq = history.keep(event, numbered, now);
    history.trim(settings.historyCount, now - settings.historySeconds * 1_000);
    this.#size += history.size;
    this.#histories.delete(channel);
    this.#histories.set(channel, history);
    this.#shed();
    return { seq, data: numbered };
  }

  /** Nobody is on the channel any more: where nothing was published, nobody can miss anything. */
  vacated(channel: string): void {
    if (this.#histories.get(channel)?.newestAt === undefined) this.#histories.delete(channel);
  }

  /** Forgets what is too old, and channels of which nothing is left but the number, unless somebody is on them. */
  sweep(settings: AppSettings): void {
    const since = this.#clock.now() - settings.historySeconds * 1_000;
    this.#sweeping ??= this.#histories.entries();
    for (let i = 0; i < SWEEP_MAX; i++) {
      const { done, value } = this.#sweeping.next();
      if (done) {
        this.#sweeping = undefined;
        return;
      }
      const [channel, history] = value;
      this.#size -= history.size;
      history.trim(settings.historyCount, since);
      this.#size += history.size;
      if (history.newestAt === undefined && !this.#isOccupied(channel)) this.#histories.delete(channel);
    }
  }

  /**
   * Numbers of a channel that was forgotten are never used again, not even by another process: whoever comes back
   * with an old one, and without an epoch, is seen to be none of this history's.
   */
  #newBase(): number {
    this.#lastBase = Math.max(this.#lastBase + NUMBERS_PER_MS, this.#clock.date() * NUMBERS_PER_MS);
    return this.#lastBase;
  }

  #shed(): void {
    for (const [channel, history] of this.#histories) {
      if (this.#size <= HISTORIES_MAX_CODE_UNITS) return;
      this.#size -= history.size;
      this.#histories.delete(channel);
      if (!this.#isOccupied(channel)) continue;
      history.forget();
      this.#histories.set(channel, history);
    }
  }
}

/**
 * Stock clients drop what they do not know of a frame, so its number must stand inside the data to be of use to them.
 * That is possible in a JSON object only; one that has a `seq` of its own keeps it.
 */
function withSeq(data: string, seq: number): string {
  if (!data.startsWith("{") || !isJson(data)) return data;
  const rest = data.slice(1).trimStart();
  return rest.startsWith("}") ? `{"seq":${seq}}` : `{"seq":${seq},${rest}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
