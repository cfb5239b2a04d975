/** Lets `burst` through at once and `perSecond` in the long run. */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;
  readonly #burst: number;
  readonly #perSecond: number;

  /** @param now milliseconds of the clock that `take` is told as well. */
  constructor(burst: number, perSecond: number, now: number) {
    this.#tokens = burst;
    this.#filledAt = now;
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Takes `cost` tokens, or none and answers false when there are too few. */
  take(cost: number, now: number): boolean {
    const refill = (Math.max(0, now - this.#filledAt) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + refill);
    this.#filledAt = now;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}
