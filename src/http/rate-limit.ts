/** How many different senders are remembered at most; the quietest is forgotten first. */
const REMEMBERED_MAX = 50_000;
/** Who was quiet for so long has everything again, as if never seen. */
const REFILLED_AFTER_MS = 60_000;

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

  /** How many senders are remembered. */
  get size(): number {
    return this.#buckets.size;
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
    if (this.#buckets.size > REMEMBERED_MAX) this.#forgetQuietest();
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perMs / 1000);
    bucket.tokens -= 1;
    return undefined;
  }

  /** Forgets those who were quiet for long. */
  sweep(): void {
    const since = this.#now() - REFILLED_AFTER_MS;
    for (const [sender, { at }] of this.#buckets) {
      if (at > since) return; // In the order of last use, so those that follow were heard of later.
      this.#buckets.delete(sender);
    }
  }

  #forgetQuietest(): void {
    for (const sender of this.#buckets.keys()) {
      this.#buckets.delete(sender);
      return;
    }
  }
}
