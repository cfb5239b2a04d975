import { type Channel, UNREAD } from "./channel.ts";
import type { Clock, Judge } from "./ports.ts";

/** Whoever lost the network, or was let go by a proxy that starts anew, is back by then. */
const REMEMBER_MS = 60_000;
/** About 4 MB; what was vacated first is forgotten first. */
const REMEMBERED_MAX = 10_000;

interface Remembered {
  readonly cursor: number;
  readonly judge: Judge | undefined;
  readonly until: number;
}

/**
 * What was known of channels when the last subscriber went. When a network fails everybody goes at once and is back within
 * seconds, all together: the database need not be asked again where the logs of a thousand silent channels stand, and
 * whose they are. It holds only as long as nothing is committed to the channel.
 */
export class Vacated {
  readonly #byName = new Map<string, Remembered>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#byName.size;
  }

  /** Remembers a channel of which everything was read that is known to be committed. */
  keep({ name, cursor, judge }: Channel): void {
    if (cursor === UNREAD) return;
    this.#byName.set(name, { cursor, judge, until: this.#clock.now() + REMEMBER_MS });
    if (this.#byName.size <= REMEMBERED_MAX) return;
    for (const oldest of this.#byName.keys()) {
      this.#byName.delete(oldest);
      return;
    }
  }

  /** What is remembered of a channel to which somebody comes. */
  take(name: string): Remembered | undefined {
    const remembered = this.#byName.get(name);
    if (remembered) this.#byName.delete(name);
    return remembered;
  }

  /** Something was committed to it. */
  forget(name: string): void {
    this.#byName.delete(name);
  }

  /** Forgets what nobody came back to. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [name, { until }] of this.#byName) {
      if (until > now) return; // All are remembered equally long, so the first that has time left ends it.
      this.#byName.delete(name);
    }
  }
}
