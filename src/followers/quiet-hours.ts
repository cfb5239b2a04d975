import type { QuietHours } from "../protocol/notifications.ts";

/** When the quiet hours end in which `at` lies, in ms since 1970; undefined outside of them. */
export function quietUntil({ from, to, timeZone }: QuietHours, at: number): number | undefined {
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  // Yesterday's may still last, and where clocks were set back an hour comes twice: the days around tell.
  for (const day of [now.toPlainDate().subtract({ days: 1 }), now.toPlainDate()]) {
    const begins = day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(from) });
    const lastDay = to > from ? day : day.add({ days: 1 });
    const ends = lastDay.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(to) });
    if (at >= begins.epochMilliseconds && at < ends.epochMilliseconds) return ends.epochMilliseconds;
  }
  return undefined;
}
