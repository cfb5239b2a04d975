/** How many different senders are remembered before those who have been quiet are forgotten. */
const REMEMBERED = 50_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets: a sender may use a minute's worth at once, then as it refills. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one. Undefined when it was there; else how many seconds until the next one is. */
  take(sender: string): number | undefined {
    const now = this.#now();
    const perMs = this.#perMinute / 60_000;
    const bucket = this.#buckets.get(sender) ?? { tokens: this.#perMinute, at: now };
    bucket.tokens = Math.min(this.#perMinute, bucket.tokens + (now - bucket.at) * perMs);
    bucket.at = now;
    // Deleted and set again, so that the map stays in the order of last use.
    this.#buckets.delete(sender);
    this.#buckets.set(sender, bucket);
    if (this.#buckets.size > REMEMBERED) this.#forgetOldest();
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perMs / 1000);
    bucket.tokens -= 1;
    return undefined;
  }

  #forgetOldest(): void {
    for (const sender of this.#buckets.keys()) {
      this.#buckets.delete(sender);
      return;
    }
  }
}
