/**
 * Times as people read them. The words around them are English, so the dates are too; whether the day has 12 or 24 hours
 * is as the device's owner has it.
 */
export const LOCALE = englishAmong(globalThis.navigator?.languages ?? []);
const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();

const timeOfDay = new Intl.DateTimeFormat(LOCALE, {
  hour: "numeric",
  minute: "2-digit",
  ...(hourCycle && { hourCycle }),
});
const dayOfWeek = new Intl.DateTimeFormat(LOCALE, { weekday: "long", day: "numeric", month: "long" });
const nameOfDay = new Intl.DateTimeFormat(LOCALE, { weekday: "long" });
const dayWithYear = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" });

const DAY_MS = 86_400_000;

/** The time of day of an ISO 8601 instant, such as `14:05`; never broken between two lines. */
export function clockTime(iso: string): string {
  return timeOfDay.format(new Date(iso)).replace(" ", "\u00a0");
}

/** Names the local day of an instant: `Today`, `Yesterday`, `Monday 3 November`, with the year when it is another. */
export function dayLabel(iso: string, now: Date = new Date()): string {
  const day = new Date(iso);
  const daysAgo = Math.round((startOfDay(now) - startOfDay(day)) / DAY_MS);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  return (day.getFullYear() === now.getFullYear() ? dayOfWeek : dayWithYear).format(day);
}

/** Names an instant to come: `today at 14:00`, `tomorrow at 09:00`, `Monday at 09:00`, and from a week on with the date. */
export function comingTime(iso: string, now: Date = new Date()): string {
  const day = new Date(iso);
  const daysAhead = Math.round((startOfDay(day) - startOfDay(now)) / DAY_MS);
  const format = daysAhead < 7 ? nameOfDay : dayOfWeek;
  const name = daysAhead === 0 ? "today" : daysAhead === 1 ? "tomorrow" : format.format(day);
  return `${name} at ${clockTime(iso)}`;
}

/** True when both instants fall on the same day of this device. */
export function isSameDay(a: string, b: string): boolean {
  return startOfDay(new Date(a)) === startOfDay(new Date(b));
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** The first English among the languages that a browser asks for, or that of Britain. */
export function englishAmong(languages: readonly string[]): string {
  for (const language of languages) if (/^en\b/.test(language) && isTag(language)) return language;
  return "en-GB";
}

/** A browser of a machine without a language names one that dates can't be written in: `en-US@posix`. */
function isTag(language: string): boolean {
  try {
    return new Intl.Locale(language).language !== "";
  } catch {
    return false;
  }
}
