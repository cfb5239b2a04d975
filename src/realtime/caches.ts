import type { Clock } from "./ports.ts";

/** How long the last event of a cache channel is kept. */
const CACHE_TTL_MS = 30 * 60_000;
/** What the caches of one app may take together; beyond it the stalest are forgotten. */
const CACHES_MAX_CODE_UNITS = 32 * 1024 * 1024;

export interface Cached {
  readonly event: string;
  readonly data: string;
  readonly until: number;
}

/** The last event of each cache channel. */
export class Caches {
  /** By channel, the one that was published on last at the end. */
  readonly #cached = new Map<string, Cached>();
  readonly #clock: Clock;
  #size = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#cached.size;
  }

  keep(channel: string, event: string, data: string): void {
    this.#forget(channel);
    this.#cached.set(channel, { event, data, until: this.#clock.now() + CACHE_TTL_MS });
    this.#size += event.length + data.length;
    for (const stalest of this.#cached.keys()) {
      if (this.#size <= CACHES_MAX_CODE_UNITS) break;
      this.#forget(stalest);
    }
  }

  /** What a channel has to begin with. */
  of(channel: string): Cached | undefined {
    const cached = this.#cached.get(channel);
    return cached && cached.until > this.#clock.now() ? cached : undefined;
  }

  sweep(): void {
    const now = this.#clock.now();
    for (const [channel, { until }] of this.#cached) {
      if (until > now) return; // All are kept equally long, so the first that stays ends it.
      this.#forget(channel);
    }
  }

  #forget(channel: string): void {
    const cached = this.#cached.get(channel);
    if (!cached) return;
    this.#cached.delete(channel);
    this.#size -= cached.event.length + cached.data.length;
  }
}
