const MINUTE_MS = 60_000;
/** A reply that the customer has not seen for so long goes by e-mail. */
const UNSEEN_MS = 3 * MINUTE_MS;
/** Somebody who is still writing is waited for: so long after the last reply … */
const QUIET_MS = MINUTE_MS;
/** … but no longer than this after the first. */
const PATIENCE_MS = 2 * UNSEEN_MS;

/**
 * When replies that the customer has not seen are due to go by e-mail, all in one, by when they were written (oldest
 * first; at least one). More replies that come meanwhile put it off by little.
 *
 *     first reply        +3 min                +6 min
 *       │──────────────────│──────────────────────│
 *       due: no earlier than here   …   and no later than here: a minute after the last reply
 */
export function replyDueAt(writtenAt: readonly number[]): number {
  const first = Math.min(...writtenAt);
  const last = Math.max(...writtenAt);
  return Math.min(Math.max(first + UNSEEN_MS, last + QUIET_MS), first + PATIENCE_MS);
}
