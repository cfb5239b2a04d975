import { backoff } from "./backoff.ts";
import { isPassing, ProblemError } from "./problem-error.ts";

/** Repeats requests until the desk answers, each after a pause with full jitter that `hurry` cuts short. */
export class Retry {
  /** Nothing is to be repeated any more. */
  stopped = false;
  readonly #sleepers = new Set<() => void>();

  /** The answer of `request`, however long it takes. Rejects with a refusal, or with the last failure once stopped. */
  async answer<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await request();
      } catch (error) {
        if (this.stopped || !isPassing(error)) throw error;
        await this.pause(error, attempt);
        if (this.stopped) throw error;
      }
    }
  }

  /** Waits before the next try after `error`: at least what the server asked for. */
  async pause(error: unknown, attempt: number): Promise<void> {
    const asked = error instanceof ProblemError ? error.retryAfterMs : undefined;
    if (asked) await new Promise((resolve) => setTimeout(resolve, asked));
    if (!this.stopped) await this.#sleep(backoff(attempt));
  }

  /** There is reason to think that the desk can be reached now: all pauses but those the server asked for end. */
  hurry(): void {
    for (const wake of this.#sleepers) wake();
  }

  /** Ends all pauses and lets no request be repeated. */
  stop(): void {
    this.stopped = true;
    this.hurry();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#sleepers.add(wake);
    });
  }
}
