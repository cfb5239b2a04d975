import { Gate } from "./gate.ts";
import type { Entry, LogRead } from "./ports.ts";
import { REPLAY_MAX_ENTRIES } from "./replay.ts";

/** What a subscriber missed since a position, put together from reads of the log and from the gate, without a hole. */
export class Past<E extends Entry> {
  readonly gate = new Gate<E>();
  readonly #since: number;
  readonly #entries: E[] = [];

  constructor(since: number) {
    this.#since = since;
  }

  get entries(): readonly E[] {
    return this.#entries;
  }

  /** Everything up to here is known to the subscriber or among the entries. */
  get position(): number {
    return this.#since + this.#entries.length;
  }

  /**
   * Appends what a read past `position` found. False when that is not all there is up to the top, or when the
   * position is none of this log: then nothing can be recovered.
   */
  extend({ entries, top }: LogRead<E>): boolean {
    const isComplete = entries.length === top - this.position && entries.length <= REPLAY_MAX_ENTRIES;
    if (!isComplete) return false;
    for (const entry of entries) {
      if (entry.seq !== this.position + 1) return false;
      this.#entries.push(entry);
    }
    return true;
  }

  /** Appends what the live stream brought meanwhile, as far as it continues. */
  openGate(): void {
    this.#entries.push(...this.gate.after(this.position));
  }
}
