import { type Step, targets } from "../steps.ts";
import type { LogEntry } from "../world.ts";

/**
 * Who let which conversation pass since its episode began, by the log alone. An episode ends when somebody accepts,
 * takes or answers it, when it goes to another by hand, and when it comes back from being closed or asleep.
 */
export class Passes {
  readonly #passed = new Map<number, Set<number>>();

  /**
   * Conversations whose episode ended somewhere in a step, with other things at once: an answer has no entry of its own,
   * so nobody can tell what came before it.
   */
  static uncertain(step: Step, count: number): Set<number> {
    return step.do === "at-once" ? targets(step, "answer", count) : new Set();
  }

  of(conversation: number): ReadonlySet<number> {
    return this.#passed.get(conversation) ?? NOBODY;
  }

  /** To be told before and after the entries of a step: what was answered in it has no entry of its own. */
  answered(step: Step, count: number): void {
    for (const conversation of targets(step, "answer", count)) this.#passed.delete(conversation);
  }

  read({ conversation, kind, agent }: LogEntry): void {
    if (ENDING.has(kind)) this.#passed.delete(conversation);
    if (agent === null || !PASSING.has(kind)) return;
    const passed = this.#passed.get(conversation) ?? new Set();
    this.#passed.set(conversation, passed.add(agent));
  }
}

const NOBODY: ReadonlySet<number> = new Set();
const PASSING = new Set<LogEntry["kind"]>(["expired", "left"]);
const ENDING = new Set<LogEntry["kind"]>([
  "accepted",
  "taken",
  "taken-over",
  "transferred",
  "reopened",
  "woken",
]);
