import type { Problem, ProblemCode } from "../protocol/errors.ts";

/** The server understood a request and refused it. `message` is its title; `code` is stable and fit to branch on. */
export class ProblemError extends Error {
  override name = "ProblemError";
  readonly code: ProblemCode;
  readonly status: number;
  /** What to do about it, in a sentence. */
  readonly detail: string | undefined;
  /** The fields at fault, for `invalid-input`. */
  readonly fields: Problem["fields"];
  /** How long the server asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Pick<Problem, "title" | "status" | "code"> & Partial<Problem>, retryAfterMs?: number) {
    super(problem.title);
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.fields = problem.fields;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: the network is down, or something between us and the server answered in its place. */
export class OfflineError extends Error {
  override name = "OfflineError";
}

/** True when the same request may succeed later, unchanged. */
export function isPassing(error: unknown): boolean {
  return error instanceof ProblemError ? isPassingStatus(error.status) : error instanceof OfflineError;
}

/** Whether a refusal with this HTTP status is about the moment rather than the request. */
export function isPassingStatus(status: number): boolean {
  return status >= 500 || status === 429;
}
