import type { Answer, Clock } from "./ports.ts";

/** What the log or the audience does not answer within this time counts as failed. */
const ANSWER_WITHIN_MS = 10_000;

interface Waiting {
  readonly until: number;
  readonly reject: (cause: Error) => void;
}

/** Sees to it that nobody waits for ever for an answer from outside: one lost reply must not silence a channel. */
export class Deadlines {
  readonly #waiting = new Set<Waiting>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** The answer, at once if it is there, or a rejection at a sweep after its time. */
  within<T>(answer: Answer<T>): Answer<T> {
    if (!(answer instanceof Promise)) return answer;
    return new Promise((resolve, reject) => {
      const waiting = { until: this.#clock.now() + ANSWER_WITHIN_MS, reject };
      this.#waiting.add(waiting);
      answer.then(resolve, reject).finally(() => this.#waiting.delete(waiting));
    });
  }

  sweep(): void {
    const now = this.#clock.now();
    for (const waiting of this.#waiting) {
      if (waiting.until > now) return; // All may take equally long, so the first that has time left ends it.
      this.#waiting.delete(waiting);
      waiting.reject(new Error(`There was no answer within ${ANSWER_WITHIN_MS / 1_000} s`));
    }
  }
}
