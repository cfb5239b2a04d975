import type { DayHours, Hours } from "../protocol/teams.ts";

/** What is wrong with hours that somebody wrote, a sentence for each fault, naming the day; empty when all is well. */
export function hoursFaults(hours: Hours): string[] {
  return [...weeklyFaults(hours.weekly), ...holidayFaults(hours.holidays)];
}

/** Whether this machine knows the name as a time zone of the IANA database. Fixed offsets such as `+01:00` are none. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: zone }).format();
    return true;
  } catch {
    return false;
  }
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const BEGINNING = /^([01]\d|2[0-3]):[0-5]\d$/;
const END = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

function weeklyFaults(weekly: Hours["weekly"]): string[] {
  if (weekly.length !== WEEKDAYS.length) return ["The week has seven days, Monday first."];
  return weekly.flatMap((spans, day) => dayFaults(WEEKDAYS[day] ?? "", spans));
}

function holidayFaults(holidays: Hours["holidays"]): string[] {
  const seen = new Set<string>();
  return holidays.flatMap(({ date, hours }) => {
    if (!isDate(date)) return [`"${date}" is no date: write it as 2026-12-24.`];
    if (seen.has(date)) return [`${date} is there twice.`];
    seen.add(date);
    return dayFaults(date, hours ?? []);
  });
}

function dayFaults(day: string, spans: readonly DayHours[]): string[] {
  const faults = spans.flatMap(({ from, to }) => spanFaults(from, to).map((fault) => `${day}: ${fault}`));
  if (faults.length > 0) return faults;
  // Times of two digits each sort as text.
  const inOrder = spans.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return inOrder.flatMap((span, index) => {
    const before = inOrder[index - 1];
    if (!before || before.to <= span.from) return [];
    return [`${day}: ${before.from}–${before.to} and ${span.from}–${span.to} overlap.`];
  });
}

function spanFaults(from: string, to: string): string[] {
  const faults: string[] = [];
  if (!BEGINNING.test(from)) faults.push(`"${from}" is no time to begin at: write it as 09:00.`);
  if (!END.test(to)) faults.push(`"${to}" is no time to end at: write it as 17:30, or 24:00 for midnight.`);
  if (faults.length === 0 && from >= to)
    faults.push(`${from}–${to} ends before it begins. Past midnight, end at 24:00 and go on the next day.`);
  return faults;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}
