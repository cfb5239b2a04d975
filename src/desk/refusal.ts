import type { ProblemCode } from "../protocol/errors.ts";
import { StoreUnavailable } from "../store/group-commit.ts";

/** The desk says no: nothing was changed. `detail` tells the caller what to do about it. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: ProblemCode;
  readonly detail: string | undefined;

  constructor(code: ProblemCode, detail?: string) {
    super(detail ?? code);
    this.code = code;
    this.detail = detail;
  }
}

/** The refusal that an error amounts to; undefined for a fault of our own. */
export function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof StoreUnavailable) return new Refusal("unavailable", "What you sent was not kept.");
  return undefined;
}
