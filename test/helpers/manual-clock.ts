/** A clock that stands until the test moves it. */
export class ManualClock {
  #time: number;
  #timers: { at: number; run: () => void }[] = [];

  constructor(time: number) {
    this.#time = time;
  }

  now(): number {
    return this.#time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#time + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets time pass: what comes due meanwhile is called at its own instant, in order. */
  pass(ms: number): void {
    const end = this.#time + ms;
    for (let due = this.#nextUntil(end); due; due = this.#nextUntil(end)) {
      this.#timers = this.#timers.filter((one) => one !== due);
      this.#time = due.at;
      due.run();
    }
    this.#time = end;
  }

  /** How many calls are still to come. */
  get pending(): number {
    return this.#timers.length;
  }

  #nextUntil(end: number): { at: number; run: () => void } | undefined {
    return this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  }
}
