import type { DayHours, Hours } from "../protocol/teams.ts";

/*
 * Open is what the clock on the wall of the team's zone says: an instant is within the hours if its local time lies in
 * a span of its local date. So where the clocks go back, an hour that happens twice is open twice; where they go
 * forward, a span that begins in the skipped hour begins after it, and one that lies in it altogether falls out.
 *
 * Between two changes nothing but a span's boundary or a shift of the clocks can lie:
 *
 *     Sunday, Berlin    01:00   02:00→03:00    04:00          hours 02:30–04:00
 *     ──────────────────────────────┼────────────┼────────
 *                         closed    │    open    │  closed
 */

/** Whether a team with these hours in this IANA zone is open at `at` (milliseconds since 1970). Null is always open. */
export function isOpen(hours: Hours | null, zone: string, at: number): boolean {
  if (hours === null) return true;
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const minute = local.hour * MINUTES_PER_HOUR + local.minute;
  return spansOf(hours, local.toPlainDate()).some(
    ({ from, to }) => minuteOfDay(from) <= minute && minute < minuteOfDay(to),
  );
}

/** The first instant after `at` (both milliseconds since 1970) at which it opens or closes; null if it never does. */
export function nextChange(hours: Hours | null, zone: string, at: number): number | null {
  if (hours === null || spanless(hours)) return null;
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const open = isOpen(hours, zone, at);
  const changes = (instant: number) => instant > at && isOpen(hours, zone, instant) !== open;
  return (
    possibleChanges(hours, zone, week(today)).find(changes) ??
    // Clocks that are put forward may swallow the only span of a week.
    possibleChanges(hours, zone, week(today.add({ weeks: 1 }))).find(changes) ??
    possibleChanges(hours, zone, laterHolidays(hours, today)).find(changes) ??
    null
  );
}

/** The first instant after `at` at which a closed team opens, also when it is open at `at`; null if it never does. */
export function nextOpening(hours: Hours | null, zone: string, at: number): number | null {
  const change = nextChange(hours, zone, at);
  return change === null || isOpen(hours, zone, change) ? change : nextChange(hours, zone, change);
}

const MINUTES_PER_HOUR = 60;
const DAYS_PER_WEEK = 7;

/** The spans of a local date: a holiday's own, none if it has none, or else the weekday's. */
function spansOf(hours: Hours, date: Temporal.PlainDate): readonly DayHours[] {
  if (hours.holidays.length > 0) {
    const name = date.toString();
    const holiday = hours.holidays.find((one) => one.date === name);
    if (holiday) return holiday.hours ?? [];
  }
  return hours.weekly[date.dayOfWeek - 1] ?? [];
}

function spanless({ weekly, holidays }: Hours): boolean {
  return !weekly.some((spans) => spans.length > 0) && !holidays.some((one) => one.hours?.length);
}

/**
 * The dates around one on which its weekdays' spans change, if they ever do. The day before counts: clocks that go back
 * at midnight return to it.
 */
function week(date: Temporal.PlainDate): Temporal.PlainDate[] {
  return Array.from({ length: DAYS_PER_WEEK + 2 }, (_, day) => date.add({ days: day - 1 }));
}

/** The fortnights from the holidays to come: a change may wait for the first of them, or for the end of a row of them. */
function laterHolidays({ holidays }: Hours, today: Temporal.PlainDate): Temporal.PlainDate[] {
  const weeks = holidays
    .map(({ date }) => Temporal.PlainDate.from(date))
    .filter((date) => Temporal.PlainDate.compare(date, today) >= 0)
    .flatMap((date) => [...week(date), ...week(date.add({ weeks: 1 }))]);
  return [...new Map(weeks.map((date) => [date.toString(), date])).values()];
}

/** Every instant of these local dates at which it may open or close, in order. */
function possibleChanges(hours: Hours, zone: string, dates: readonly Temporal.PlainDate[]): number[] {
  const instants = dates.flatMap((date) => [
    ...spansOf(hours, date)
      .flatMap(({ from, to }) => [from, to])
      .flatMap((time) => instantsOf(date, time, zone)),
    ...shiftsOf(date, zone),
  ]);
  return instants.sort((a, b) => a - b);
}

/** When the clock on the wall shows a time: twice where it goes back, and something near where it skips the time. */
function instantsOf(date: Temporal.PlainDate, time: string, zone: string): number[] {
  const local = date.toPlainDateTime().add({ minutes: minuteOfDay(time) });
  const instant = (disambiguation: "earlier" | "later") =>
    local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  return [instant("earlier"), instant("later")];
}

/** When the clocks are put forward or back on a local date. */
function shiftsOf(date: Temporal.PlainDate, zone: string): number[] {
  const midnight = date.toZonedDateTime(zone);
  const nextMidnight = date.add({ days: 1 }).toZonedDateTime(zone);
  if (midnight.offsetNanoseconds === nextMidnight.offsetNanoseconds) return [];
  const shift = midnight.getTimeZoneTransition("next");
  return shift ? [shift.epochMilliseconds] : [];
}

/** "09:30" is 570; "24:00" is 1440. */
function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * MINUTES_PER_HOUR + Number(time.slice(3, 5));
}
