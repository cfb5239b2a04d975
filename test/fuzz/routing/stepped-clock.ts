import type { AlarmClock } from "../../../src/desk/alarm.ts";

/** A clock that stands until the test moves it, one timer at a time. */
export class SteppedClock implements AlarmClock {
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

  /** Moves to `until`. Whatever comes due meanwhile is called at its own instant, and `settle` awaited after it. */
  async pass(until: number, settle: () => Promise<void>): Promise<void> {
    for (let due = this.#nextUntil(until); due; due = this.#nextUntil(until)) {
      this.#timers = this.#timers.filter((one) => one !== due);
      this.#time = Math.max(this.#time, due.at);
      due.run();
      await settle();
    }
    this.#time = until;
    await settle();
  }

  #nextUntil(end: number): { at: number; run: () => void } | undefined {
    return this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  }
}
