/** How long after a failure a mail is tried again at first, and at most. */
const FIRST_MS = 60_000;
const LONGEST_MS = 60 * 60_000;
/** A mail that could not be sent for so long is given up. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;

/** How long to wait after the `failures`-th failure, up to half of it left to chance. */
export function mailDelay(failures: number, random: () => number): number {
  const whole = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  return whole / 2 + (whole / 2) * random();
}
