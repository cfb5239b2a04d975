/** When something is tried again that failed, in milliseconds. */
export interface RetrySchedule {
  /** How long after the first failure; twice as long after each further one. */
  readonly firstMs: number;
  /** How long at most. */
  readonly longestMs: number;
  /** What could not be done for so long after the first try is given up. */
  readonly giveUpAfterMs: number;
}

/** How long to wait after the `failures`-th failure, up to half of it left to chance. */
export function retryDelay(
  { firstMs, longestMs }: RetrySchedule,
  failures: number,
  random: () => number,
): number {
  const whole = Math.min(firstMs * 2 ** (failures - 1), longestMs);
  return whole / 2 + (whole / 2) * random();
}
