import { expect, test } from "bun:test";
import fc from "fast-check";
import type { DayHours, Hours } from "../protocol/teams.ts";
import { isOpen, nextChange, nextOpening } from "./hours.ts";
import { hoursFaults } from "./hours-faults.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MINUTES_PER_DAY = 1_440;
/** Most that changes at all changes within a fortnight, even where a shift of the clocks swallows a span. */
const WATCHED_MINUTES = 16 * MINUTES_PER_DAY;

/** Shifts of the clocks: by an hour, by half an hour, at midnight, just after it, by a whole day; and none. */
const SHIFTS: readonly (readonly [zone: string, at: string])[] = [
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z"],
  ["America/New_York", "2026-11-01T06:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["America/Santiago", "2026-04-05T03:00Z"],
  ["America/Santiago", "2026-09-06T04:00Z"],
  ["America/St_Johns", "2009-11-01T02:31Z"],
  ["Pacific/Apia", "2011-12-30T10:00Z"],
  ["Asia/Kolkata", "2026-06-01T00:00Z"],
];

/** Most boundaries are in the small hours, where the clocks are shifted. */
const boundary = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 * 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: MINUTES_PER_DAY }) },
  { weight: 1, arbitrary: fc.constantFrom(0, MINUTES_PER_DAY, 23 * 60) },
);
const day: fc.Arbitrary<DayHours[]> = fc
  .uniqueArray(boundary, { maxLength: 6 })
  .chain((minutes) => fc.tuple(fc.constant(minutes.toSorted((a, b) => a - b)), fc.boolean()))
  .map(([minutes, touching]) =>
    pairs(touching ? minutes.flatMap((minute) => [minute, minute]).slice(1) : minutes),
  );
/** Full weeks, and weeks of one or two days. */
const week = fc
  .tuple(
    fc.array(day, { minLength: 7, maxLength: 7 }),
    fc.option(fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 2 })),
  )
  .map(([days, kept]) => days.map((spans, index) => (kept?.includes(index) === false ? [] : spans)));

const scene = fc
  .record({
    shift: fc.constantFrom(...SHIFTS),
    weekly: week,
    before: fc.oneof(
      fc.integer({ min: 0, max: 4 * HOUR_MS }),
      fc.integer({ min: -36 * HOUR_MS, max: 36 * HOUR_MS }),
    ),
    holidays: fc.uniqueArray(
      fc.record({ day: fc.integer({ min: -2, max: 12 }), hours: fc.option(day, { nil: undefined }) }),
      { selector: (holiday) => holiday.day, maxLength: 3 },
    ),
  })
  .map(({ shift: [zone, shiftedAt], weekly, before, holidays }) => {
    const shift = Temporal.Instant.from(shiftedAt).toZonedDateTimeISO(zone);
    const hours: Hours = {
      weekly,
      holidays: holidays.map((holiday) => ({
        date: shift.toPlainDate().add({ days: holiday.day }).toString(),
        name: "A holiday",
        ...(holiday.hours && { hours: holiday.hours }),
      })),
    };
    return { zone, hours, at: shift.epochMilliseconds - before };
  });

test("whoever looks at the clock every minute sees it change when it was foretold", () => {
  fc.assert(
    fc.property(scene, ({ zone, hours, at }) => {
      expect(hoursFaults(hours)).toEqual([]);
      const foretold = nextChange(hours, zone, at);
      const seen = watch(hours, zone, at);
      if (seen === null)
        expect(foretold ?? Number.POSITIVE_INFINITY).toBeGreaterThan(at + WATCHED_MINUTES * MINUTE_MS);
      else expect(foretold).toBe(seen);
    }),
    { numRuns: 120 },
  );
});

test("a change comes later, and it is open on one side of it alone", () => {
  fc.assert(
    fc.property(scene, ({ zone, hours, at }) => {
      const change = nextChange(hours, zone, at);
      if (change === null) return;
      expect(change).toBeGreaterThan(at);
      expect(isOpen(hours, zone, change)).toBe(!isOpen(hours, zone, change - 1));
      expect(isOpen(hours, zone, change)).toBe(!isOpen(hours, zone, at));
    }),
  );
});

test("an opening is a change from closed to open, and none lies before it", () => {
  fc.assert(
    fc.property(scene, ({ zone, hours, at }) => {
      const opening = nextOpening(hours, zone, at);
      let change = nextChange(hours, zone, at);
      while (change !== null && !isOpen(hours, zone, change)) change = nextChange(hours, zone, change);
      expect(opening).toBe(change);
    }),
  );
});

test("open is what a calendar of the zone shows", () => {
  fc.assert(
    fc.property(scene, ({ zone, hours, at }) => {
      const { date, weekday, time } = calendar(zone, at);
      const holiday = hours.holidays.find((one) => one.date === date);
      const today = holiday ? (holiday.hours ?? []) : hours.weekly[weekday];
      expect(isOpen(hours, zone, at)).toBe(today?.some(({ from, to }) => from <= time && time < to) ?? false);
    }),
  );
});

function pairs(minutes: readonly number[]): DayHours[] {
  const spans: DayHours[] = [];
  for (let index = 0; index + 1 < minutes.length; index += 2) {
    const [from = 0, to = 0] = minutes.slice(index, index + 2);
    spans.push({ from: written(from), to: written(to) });
  }
  return spans;
}

function written(minute: number): string {
  const two = (figure: number) => String(figure).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Looks at every full minute after `at`. */
function watch(hours: Hours, zone: string, at: number): number | null {
  const open = isOpen(hours, zone, at);
  const first = (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
  for (let minute = 0; minute < WATCHED_MINUTES; minute++) {
    const instant = first + minute * MINUTE_MS;
    if (isOpen(hours, zone, instant) !== open) return instant;
  }
  return null;
}

/** What another calendar than ours makes of an instant; weekdays from 0 for Monday. */
function calendar(zone: string, at: number): { date: string; weekday: number; time: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    weekday: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday")),
    time: `${part("hour")}:${part("minute")}`,
  };
}
