/** A time to let a conversation sleep until. */
export interface SnoozeTime {
  label: string;
  until: Date;
}

const LATER_HOURS = 3;
const MORNING_HOUR = 9;
/** What is later than this in the evening is not "later today" any more. */
const EVENING_HOUR = 21;
const HALF_HOUR_MS = 30 * 60_000;

/** The times that are asked for most, on this device's clock. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const later = new Date(
    Math.ceil((now.getTime() + LATER_HOURS * 2 * HALF_HOUR_MS) / HALF_HOUR_MS) * HALF_HOUR_MS,
  );
  const isToday = later.getDate() === now.getDate() && later.getHours() < EVENING_HOUR;
  // Monday is the first day of a week of work; on a Monday, the next one.
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  return [
    ...(isToday ? [{ label: "Later today", until: later }] : []),
    { label: "Tomorrow", until: morning(now, 1) },
    ...(daysToMonday === 1 ? [] : [{ label: "Next week", until: morning(now, daysToMonday) }]),
  ];
}

/** Nine o'clock so many days from now. */
function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR);
}
