import { describe, expect, test } from "bun:test";
import type { DayHours, Hours } from "../protocol/teams.ts";
import { isOpen, nextChange, nextOpening } from "./hours.ts";

const BERLIN = "Europe/Berlin";
const NINE_TO_FIVE = spans("09:00–17:00");

describe("a week in Berlin, Monday to Friday from nine to five", () => {
  const hours = weekdays(NINE_TO_FIVE);

  test.each([
    ["2026-01-05T08:59:59.999+01:00", false],
    ["2026-01-05T09:00+01:00", true],
    ["2026-01-05T16:59:59.999+01:00", true],
    ["2026-01-05T17:00+01:00", false],
    ["2026-01-10T12:00+01:00", false],
    ["2026-07-06T08:30+02:00", false],
    ["2026-07-06T09:00+02:00", true],
  ])("at %s it is open: %p", (when, open) => {
    expect(isOpen(hours, BERLIN, at(when))).toBe(open);
  });

  test("changes at the beginning and at the end, and opens after the weekend", () => {
    expect(changesFrom(hours, BERLIN, "2026-01-09T08:00+01:00", 3)).toEqual([
      "2026-01-09T09:00:00+01:00",
      "2026-01-09T17:00:00+01:00",
      "2026-01-12T09:00:00+01:00",
    ]);
  });

  test("a change is after the instant asked about, not at it", () => {
    expect(nextChange(hours, BERLIN, at("2026-01-09T09:00+01:00"))).toBe(at("2026-01-09T17:00+01:00"));
    expect(nextChange(hours, BERLIN, at("2026-01-09T08:59:59.999+01:00"))).toBe(at("2026-01-09T09:00+01:00"));
  });

  test("the next opening is the next one to come, open or not", () => {
    const monday = at("2026-01-12T09:00+01:00");
    expect(nextOpening(hours, BERLIN, at("2026-01-09T12:00+01:00"))).toBe(monday);
    expect(nextOpening(hours, BERLIN, at("2026-01-10T12:00+01:00"))).toBe(monday);
  });
});

describe("spans", () => {
  test("that touch are one: nothing changes at noon", () => {
    const hours = daily(spans("09:00–12:00", "12:00–17:00"));
    expect(changesFrom(hours, BERLIN, "2026-01-05T10:00+01:00", 1)).toEqual(["2026-01-05T17:00:00+01:00"]);
  });

  test("with a break between them close and open again, however they are listed", () => {
    const hours = daily(spans("13:00–17:00", "09:00–12:00"));
    expect(changesFrom(hours, BERLIN, "2026-01-05T10:00+01:00", 2)).toEqual([
      "2026-01-05T12:00:00+01:00",
      "2026-01-05T13:00:00+01:00",
    ]);
  });

  test("until 24:00 and from 00:00 are one night", () => {
    const hours = daily(spans("00:00–06:00", "22:00–24:00"));
    expect(changesFrom(hours, BERLIN, "2026-01-05T23:00+01:00", 2)).toEqual([
      "2026-01-06T06:00:00+01:00",
      "2026-01-06T22:00:00+01:00",
    ]);
    expect(isOpen(hours, BERLIN, at("2026-01-05T23:59:59.999+01:00"))).toBe(true);
    expect(isOpen(hours, BERLIN, at("2026-01-06T00:00+01:00"))).toBe(true);
  });

  test("round the clock never change, and neither do hours that nobody set", () => {
    for (const hours of [daily(spans("00:00–24:00")), null]) {
      expect(isOpen(hours, BERLIN, at("2026-03-29T02:30+02:00"))).toBe(true);
      expect(nextChange(hours, BERLIN, at("2026-01-05T10:00+01:00"))).toBeNull();
      expect(nextOpening(hours, BERLIN, at("2026-01-05T10:00+01:00"))).toBeNull();
    }
  });

  test("once a week come again after a week", () => {
    const hours = weekly({ 0: NINE_TO_FIVE });
    expect(nextChange(hours, BERLIN, at("2026-01-05T17:00+01:00"))).toBe(at("2026-01-12T09:00+01:00"));
    const holidays = [{ date: "2026-01-12", name: "A Monday" }];
    expect(nextChange({ ...hours, holidays }, BERLIN, at("2026-01-05T17:00+01:00"))).toBe(
      at("2026-01-19T09:00+01:00"),
    );
  });

  test("of a week that has none never open", () => {
    const hours = { ...daily([]), holidays: [{ date: "2026-12-24", name: "Christmas Eve" }] };
    expect(isOpen(hours, BERLIN, at("2026-01-05T10:00+01:00"))).toBe(false);
    expect(nextChange(hours, BERLIN, at("2026-01-05T10:00+01:00"))).toBeNull();
  });
});

describe("holidays", () => {
  test("without hours of their own are closed", () => {
    const hours = { ...weekdays(NINE_TO_FIVE), holidays: [{ date: "2026-01-06", name: "Epiphany" }] };
    expect(isOpen(hours, BERLIN, at("2026-01-06T12:00+01:00"))).toBe(false);
    expect(nextOpening(hours, BERLIN, at("2026-01-05T18:00+01:00"))).toBe(at("2026-01-07T09:00+01:00"));
  });

  test("with hours of their own are open then, on a closed day too", () => {
    const holidays = [
      { date: "2026-12-24", name: "Christmas Eve", hours: spans("10:00–12:00") },
      { date: "2026-12-26", name: "A Saturday", hours: spans("11:00–13:00") },
    ];
    expect(changesFrom({ ...weekdays(NINE_TO_FIVE), holidays }, BERLIN, "2026-12-24T09:30+01:00", 6)).toEqual(
      [
        "2026-12-24T10:00:00+01:00",
        "2026-12-24T12:00:00+01:00",
        "2026-12-25T09:00:00+01:00",
        "2026-12-25T17:00:00+01:00",
        "2026-12-26T11:00:00+01:00",
        "2026-12-26T13:00:00+01:00",
      ],
    );
  });

  test("in a row are waited out, longer than a week though they last", () => {
    const holidays = Array.from({ length: 20 }, (_, day) => ({
      date: Temporal.PlainDate.from("2026-08-03").add({ days: day }).toString(),
      name: "Summer",
    }));
    expect(nextOpening({ ...weekdays(NINE_TO_FIVE), holidays }, BERLIN, at("2026-07-31T18:00+02:00"))).toBe(
      at("2026-08-24T09:00+02:00"),
    );
  });

  test("end and begin what is otherwise open round the clock", () => {
    const holidays = [{ date: "2027-01-01", name: "New Year" }];
    const hours = { ...daily(spans("00:00–24:00")), holidays };
    expect(changesFrom(hours, BERLIN, "2026-01-05T10:00+01:00", 2)).toEqual([
      "2027-01-01T00:00:00+01:00",
      "2027-01-02T00:00:00+01:00",
    ]);
  });

  test("far away are the only opening of a closed week; past ones don't come again", () => {
    const holidays = [
      { date: "2031-05-01", name: "A day of open doors", hours: spans("10:00–11:00") },
      { date: "2020-05-01", name: "The last one", hours: spans("10:00–11:00") },
    ];
    const hours = { ...daily([]), holidays };
    expect(nextOpening(hours, BERLIN, at("2026-01-05T10:00+01:00"))).toBe(at("2031-05-01T10:00+02:00"));
    expect(nextChange(hours, BERLIN, at("2031-05-01T11:00+02:00"))).toBeNull();
  });
});

describe("where the clocks are put forward", () => {
  test("a span that begins in the skipped hour begins after it", () => {
    const hours = daily(spans("02:30–05:00"));
    expect(changesFrom(hours, BERLIN, "2026-03-29T00:00+01:00", 2)).toEqual([
      "2026-03-29T03:00:00+02:00",
      "2026-03-29T05:00:00+02:00",
    ]);
  });

  test("a span that lies in the skipped hour falls out", () => {
    const hours = daily(spans("02:15–02:45"));
    expect(changesFrom(hours, BERLIN, "2026-03-29T00:00+01:00", 1)).toEqual(["2026-03-30T02:15:00+02:00"]);
    const inNewYork = changesFrom(hours, "America/New_York", "2026-03-08T00:00-05:00", 1);
    expect(inNewYork).toEqual(["2026-03-09T02:15:00-04:00"]);
  });

  test("the only span of a week may fall out, and with it the week", () => {
    const sundays = weekly({ 6: spans("02:15–02:45") });
    expect(changesFrom(sundays, BERLIN, "2026-03-22T02:45+01:00", 1)).toEqual(["2026-04-05T02:15:00+02:00"]);
    const holidays = [{ date: "2026-03-22", name: "A Sunday" }];
    expect(changesFrom({ ...sundays, holidays }, BERLIN, "2026-03-15T02:45+01:00", 1)).toEqual([
      "2026-04-05T02:15:00+02:00",
    ]);
    const fridays = weekly({ 4: NINE_TO_FIVE });
    expect(changesFrom(fridays, "Pacific/Apia", "2011-12-29T23:00-10:00", 1)).toEqual([
      "2012-01-06T09:00:00+14:00",
    ]);
  });

  test("by half an hour, only that is skipped", () => {
    const hours = daily(spans("02:15–03:00"));
    expect(changesFrom(hours, "Australia/Lord_Howe", "2026-10-04T00:00+10:30", 2)).toEqual([
      "2026-10-04T02:30:00+11:00",
      "2026-10-04T03:00:00+11:00",
    ]);
  });

  test("by a whole day, its hours never come", () => {
    const hours = daily(NINE_TO_FIVE);
    expect(changesFrom(hours, "Pacific/Apia", "2011-12-29T16:00-10:00", 3)).toEqual([
      "2011-12-29T17:00:00-10:00",
      "2011-12-31T09:00:00+14:00",
      "2011-12-31T17:00:00+14:00",
    ]);
  });
});

describe("where the clocks go back", () => {
  test("a span in the hour that happens twice is open twice", () => {
    const hours = daily(spans("02:15–02:45"));
    expect(changesFrom(hours, BERLIN, "2026-10-25T00:00+02:00", 4)).toEqual([
      "2026-10-25T02:15:00+02:00",
      "2026-10-25T02:45:00+02:00",
      "2026-10-25T02:15:00+01:00",
      "2026-10-25T02:45:00+01:00",
    ]);
  });

  test("a span over that hour is an hour longer", () => {
    const hours = daily(spans("01:00–04:00"));
    expect(changesFrom(hours, "America/New_York", "2026-11-01T00:00-04:00", 2)).toEqual([
      "2026-11-01T01:00:00-04:00",
      "2026-11-01T04:00:00-05:00",
    ]);
  });

  test("at midnight into the day before, that day's last hour happens twice", () => {
    const hours = weekly({ 5: spans("22:00–24:00") }); // Saturday
    expect(changesFrom(hours, "America/Santiago", "2026-04-04T12:00-03:00", 2)).toEqual([
      "2026-04-04T22:00:00-03:00",
      "2026-04-05T00:00:00-04:00",
    ]);
  });

  test("just after midnight, the day that had begun ends and begins again", () => {
    const hours = weekly({ 5: spans("23:30–23:45"), 6: spans("00:00–10:00") }); // Saturday, Sunday
    expect(changesFrom(hours, "America/St_Johns", "2009-10-31T23:40-02:30", 6)).toEqual([
      "2009-10-31T23:45:00-02:30",
      "2009-11-01T00:00:00-02:30",
      "2009-10-31T23:01:00-03:30",
      "2009-10-31T23:30:00-03:30",
      "2009-10-31T23:45:00-03:30",
      "2009-11-01T00:00:00-03:30",
    ]);
    const saturdays = weekly({ 5: spans("23:30–23:45") });
    expect(changesFrom(saturdays, "America/St_Johns", "2009-11-01T00:00:30-02:30", 1)).toEqual([
      "2009-10-31T23:30:00-03:30",
    ]);
  });
});

test("half an hour of a zone counts", () => {
  expect(isOpen(daily(NINE_TO_FIVE), "Asia/Kolkata", at("2026-01-05T03:29:59Z"))).toBe(false);
  expect(isOpen(daily(NINE_TO_FIVE), "Asia/Kolkata", at("2026-01-05T03:30:00Z"))).toBe(true);
});

function spans(...written: string[]): DayHours[] {
  return written.map((span) => {
    const [from = "", to = ""] = span.split("–");
    return { from, to };
  });
}

/** By weekday, 0 for Monday; the others are closed. */
function weekly(days: Record<number, DayHours[]>): Hours {
  return { weekly: Array.from({ length: 7 }, (_, day) => days[day] ?? []), holidays: [] };
}

function weekdays(day: DayHours[]): Hours {
  return weekly({ 0: day, 1: day, 2: day, 3: day, 4: day });
}

function daily(day: DayHours[]): Hours {
  return weekly({ 0: day, 1: day, 2: day, 3: day, 4: day, 5: day, 6: day });
}

function at(when: string): number {
  return Date.parse(when);
}

/** The next changes as the zone's clocks show them. */
function changesFrom(hours: Hours, zone: string, when: string, count: number): string[] {
  const changes: string[] = [];
  let instant: number | null = at(when);
  while (changes.length < count) {
    instant = nextChange(hours, zone, instant);
    if (instant === null) break;
    const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
    changes.push(local.toString({ timeZoneName: "never" }));
  }
  return changes;
}
