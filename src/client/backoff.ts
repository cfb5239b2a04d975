/** The upper bound of the first wait; each later bound is twice the one before. */
const BASE_MS = 500;
const CAP_MS = 20_000;

/**
 * How long to wait before try number `attempt` (0 for the first repeat), in ms: full jitter, so that thousands of
 * clients that lost the same server at the same instant don't come back at the same instant.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
}
