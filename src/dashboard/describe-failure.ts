import { OfflineError, ProblemError } from "../client/problem-error.ts";

/** A failed request in a sentence or two for the agent: what happened, and what to do about it. */
export function describeFailure(failure: unknown): string {
  if (failure instanceof OfflineError)
    return "The server can't be reached. Check your connection, then try again.";
  if (failure instanceof ProblemError) {
    const { message, detail } = failure;
    return detail === undefined || detail === message ? `${message}.` : `${message}. ${detail}`;
  }
  return "Something unexpected went wrong. Reload the page, then try again.";
}
