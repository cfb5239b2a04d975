import { signal } from "@preact/signals";
import { ProblemError } from "../client/problem-error.ts";
import { describeFailure } from "./describe-failure.ts";
import { noticeFailure } from "./session.ts";

/** One form's conversation with the server: whether it is being sent and what the server had against it. */
export class Submission {
  readonly busy = signal(false);
  /** What is wrong as a whole, in words; undefined while nothing is. */
  readonly problem = signal<string | undefined>(undefined);
  /** What is wrong with each field, by its name. */
  readonly fields = signal<Readonly<Record<string, string>>>({});
  /** The refusal's stable code, for those that need more than words. */
  readonly code = signal<string | undefined>(undefined);

  readonly #shown: readonly string[];

  /** `shown` names the fields that the form has a place beside; faults of others join the general problem. */
  constructor(shown: readonly string[] = []) {
    this.#shown = shown;
  }

  /** Runs `work` unless it is running already; resolves to whether it succeeded, and never rejects. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    try {
      await work();
      this.#judge(undefined);
      return true;
    } catch (failure) {
      noticeFailure(failure);
      this.#judge(failure);
      return false;
    } finally {
      this.busy.value = false;
    }
  }

  #judge(failure: unknown): void {
    const faults = failure instanceof ProblemError ? (failure.fields ?? []) : [];
    const elsewhere = faults.filter(({ path }) => !this.#shown.includes(path));
    this.fields.value = Object.fromEntries(faults.map(({ path, message }) => [path, message]));
    this.code.value = failure instanceof ProblemError ? failure.code : undefined;
    // Words beside the fields say it better than a general sentence above them.
    this.problem.value =
      failure === undefined || (faults.length > 0 && elsewhere.length === 0)
        ? undefined
        : [describeFailure(failure), ...elsewhere.map(({ path, message }) => `${path}: ${message}`)].join(
            " ",
          );
  }
}
