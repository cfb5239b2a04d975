import type { Entry } from "./ports.ts";

const GATE_MAX_ENTRIES = 500;
const GATE_MAX_CODE_UNITS = 1_000_000;

/** Keeps what the live stream brings while a subscriber is still reading the past. */
export class Gate<E extends Entry> {
  readonly #entries: E[] = [];
  #size = 0;
  #overflowed = false;

  /** Holds an entry back, or gives up on all of them when they are too many. */
  hold(entry: E): void {
    if (this.#overflowed) return;
    this.#size += entry.data.length;
    this.#entries.push(entry);
    if (this.#entries.length <= GATE_MAX_ENTRIES && this.#size <= GATE_MAX_CODE_UNITS) return;
    this.#overflowed = true;
    this.#entries.length = 0;
  }

  /** The held entries that continue a stream after `seq` without a hole; none when the gate overflowed. */
  after(seq: number): E[] {
    const following: E[] = [];
    for (const entry of this.#entries)
      if (entry.seq === seq + following.length + 1) following.push(entry);
      else if (entry.seq > seq) break;
    return following;
  }
}
