const BASE_MS = 5_000;
const CAP_MS = 2 * 60 * 60 * 1000;

/** How long an event is tried to be told: an endpoint may be down over a night and its morning. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * How long to wait after attempt number `attempt` (1 for the first) failed, in ms: twice as long each time, up to two
 * hours. Half of it is chance, so that what failed together isn't tried together again.
 */
export function webhookDelay(attempt: number, random: () => number): number {
  const whole = Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  return whole / 2 + (random() * whole) / 2;
}
