/** What a team's queue did lately, and where somebody stands in it. Times are milliseconds since 1970. */
export interface QueuePace {
  /** When conversations left the queue to an agent, in any order; only those of the last two hours count. */
  readonly departures: readonly number[];
  readonly now: number;
  /** Agents of the team on duty at this moment. */
  readonly onDuty: number;
  /** From 1 for whoever is next. */
  readonly position: number;
}

/** A wait beyond the last step: "more than two hours". */
export const LONGER_THAN_TWO_HOURS_MINUTES = 121;
/** A position beyond the last step: "more than a thousand". */
export const BEYOND_A_THOUSAND = 1_001;

/**
 * How many minutes to expect, rounded up to a step that doesn't pretend to know more than it does, or
 * `LONGER_THAN_TWO_HOURS_MINUTES`; null if nobody can know: nobody is on duty, or too few left the queue lately.
 *
 * The pace is the average time from one departure to the next. The time since the last one counts as well, so that the
 * answer grows while nothing moves.
 */
export function expectedWaitMinutes({ departures, now, onDuty, position }: QueuePace): number | null {
  if (onDuty === 0) return null;
  let count = 0;
  let earliest = now;
  for (const at of departures) {
    if (at <= now - PACE_WINDOW_MS || at > now) continue;
    count++;
    earliest = Math.min(earliest, at);
  }
  if (count < SAMPLES_MIN) return null;
  const paceMs = (now - earliest) / (count - 1);
  return roundUp((position * paceMs) / MINUTE_MS, WAIT_STEPS_MINUTES, LONGER_THAN_TWO_HOURS_MINUTES);
}

/**
 * The position that is shown: exact up to ten, then the end of its step ("among the first 50"), then
 * `BEYOND_A_THOUSAND`. So whoever is far behind isn't told of each departure before them.
 */
export function queueBucket(position: number): number {
  return position <= EXACT_POSITIONS ? position : roundUp(position, POSITION_STEPS, BEYOND_A_THOUSAND);
}

const MINUTE_MS = 60_000;
/** Departures longer ago say nothing of the present. */
export const PACE_WINDOW_MS = 120 * MINUTE_MS;
/** Two departures are one interval: too little to promise anything by. */
const SAMPLES_MIN = 3;
const WAIT_STEPS_MINUTES = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120];
const EXACT_POSITIONS = 10;
const POSITION_STEPS = [20, 50, 100, 200, 500, 1_000];

function roundUp(amount: number, steps: readonly number[], beyond: number): number {
  return steps.find((step) => amount <= step) ?? beyond;
}
