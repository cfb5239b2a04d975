import { describe, expect, test } from "bun:test";
import type { DayHours, Hours } from "../protocol/teams.ts";
import { hoursFaults, isTimeZone } from "./hours-faults.ts";

describe("hours", () => {
  test("that make sense have no faults, whatever order the spans are in", () => {
    const spans = [
      { from: "13:00", to: "24:00" },
      { from: "00:00", to: "09:30" },
      { from: "09:30", to: "13:00" },
    ];
    const holidays = [
      { date: "2028-02-29", name: "Leap day" },
      { date: "2026-12-24", name: "Christmas Eve", hours: spans },
    ];
    expect(hoursFaults({ ...mondays(...spans), holidays })).toEqual([]);
  });

  test.each(["9:00", "09.00", "25:00", "09:60", "24:00", "", "09:00:00", "٠٩:٠٠"])(
    "can't begin at %p",
    (from) => {
      expect(hoursFaults(mondays({ from, to: "17:00" }))).toEqual([
        `Monday: "${from}" is no time to begin at: write it as 09:00.`,
      ]);
    },
  );

  test.each(["5 pm", "24:01", "17:60", ""])("can't end at %p", (to) => {
    expect(hoursFaults(mondays({ from: "09:00", to }))).toEqual([
      `Monday: "${to}" is no time to end at: write it as 17:30, or 24:00 for midnight.`,
    ]);
  });

  test.each([
    ["22:00", "06:00"],
    ["09:00", "09:00"],
  ])("can't go from %s to %s", (from, to) => {
    expect(hoursFaults(mondays({ from, to }))).toEqual([
      `Monday: ${from}–${to} ends before it begins. Past midnight, end at 24:00 and go on the next day.`,
    ]);
  });

  test("can't overlap on one day", () => {
    expect(hoursFaults(mondays({ from: "12:00", to: "17:00" }, { from: "09:00", to: "12:01" }))).toEqual([
      "Monday: 09:00–12:01 and 12:00–17:00 overlap.",
    ]);
    const holiday = { date: "2026-12-24", name: "", hours: twice({ from: "09:00", to: "12:00" }) };
    expect(hoursFaults({ ...mondays(), holidays: [holiday] })).toEqual([
      "2026-12-24: 09:00–12:00 and 09:00–12:00 overlap.",
    ]);
  });

  test("have seven days", () => {
    expect(hoursFaults({ weekly: [[]], holidays: [] })).toEqual(["The week has seven days, Monday first."]);
  });

  test.each(["2026-02-29", "24.12.2026", "2026-12-24T00:00", "20261224", "2026-13-01"])(
    "have no holiday on %p",
    (date) => {
      expect(hoursFaults({ ...mondays(), holidays: [{ date, name: "" }] })).toEqual([
        `"${date}" is no date: write it as 2026-12-24.`,
      ]);
    },
  );

  test("have a holiday once", () => {
    const holidays = twice({ date: "2026-12-24", name: "Christmas Eve" });
    expect(hoursFaults({ ...mondays(), holidays })).toEqual(["2026-12-24 is there twice."]);
  });

  test("tell of every fault at once", () => {
    const faults = hoursFaults({
      ...mondays({ from: "x", to: "y" }, { from: "10:00", to: "09:00" }),
      holidays: [{ date: "z", name: "" }],
    });
    expect(faults).toHaveLength(4);
  });
});

test.each(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC", "Asia/Calcutta"])(
  "%s is a time zone",
  (zone) => expect(isTimeZone(zone)).toBe(true),
);

test.each(["Europe/Atlantis", "+01:00", "2026-01-01T00:00[Europe/Berlin]", "", " Europe/Berlin", "CEST+1x"])(
  "%p is no time zone",
  (zone) => expect(isTimeZone(zone)).toBe(false),
);

function mondays(...spans: DayHours[]): Hours {
  return { weekly: [spans, [], [], [], [], [], []], holidays: [] };
}

function twice<Thing>(thing: Thing): Thing[] {
  return [thing, thing];
}
