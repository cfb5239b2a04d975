/** Sums of fractions are never exact, and nobody is to be refused the last of a burst for that. */
const TOLERANCE = 1e-3;

/**
 * What one may use of something: a burst at once, and so much a second in the long run. How far somebody has used theirs up is
 * a single number that they keep themselves, 0 at first: the moment, counted in uses, at which all of it will be there again
 * (the generic cell rate algorithm of ITU-T I.371, annex A). Thousands of sockets keep two of these each.
 */
export class Allowance {
  readonly #burst: number;
  readonly #perMs: number;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perMs = perSecond / 1_000;
  }

  /** How far it is used up after `cost` uses at `now`, in milliseconds; undefined when that is more than there is. */
  take(used: number, cost: number, now: number): number | undefined {
    const present = now * this.#perMs;
    const next = Math.max(used, present) + cost;
    return next - present <= this.#burst + TOLERANCE ? next : undefined;
  }
}
