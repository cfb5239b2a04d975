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
    while (this.#ringNext(end));
    this.#time = end;
  }

  /** The same up to an instant, and `settle` is awaited after each call and in the end. */
  async passUntil(end: number, settle: () => Promise<void>): Promise<void> {
    while (this.#ringNext(end)) await settle();
    this.#time = end;
    await settle();
  }

  /** How many calls are still to come. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Calls what comes due first until `end`, at its own instant; false when nothing does. */
  #ringNext(end: number): boolean {
    const [due] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
    if (!due) return false;
    this.#timers = this.#timers.filter((one) => one !== due);
    this.#time = Math.max(this.#time, due.at);
    due.run();
    return true;
  }
}
