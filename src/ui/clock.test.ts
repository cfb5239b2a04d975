import { expect, test } from "bun:test";
import { clockTime, comingTime, dayLabel, englishAmong, isSameDay } from "./clock.ts";

/** An instant by this machine's own calendar, so that the tests hold in every time zone. */
function local(year: number, month: number, day: number, hour = 12, minute = 0): Date {
  return new Date(year, month - 1, day, hour, minute);
}

const noon = local(2026, 11, 23);

test("the last two days have names of their own", () => {
  expect(dayLabel(local(2026, 11, 23, 0, 1).toISOString(), noon)).toBe("Today");
  expect(dayLabel(local(2026, 11, 22, 23, 59).toISOString(), noon)).toBe("Yesterday");
});

test("older days are told by weekday, those of other years with the year", () => {
  expect(dayLabel(local(2026, 11, 16).toISOString(), noon)).toMatch(/Monday.*16|16.*Monday/);
  expect(dayLabel(local(2025, 11, 16).toISOString(), noon)).toContain("2025");
});

test("a day with 23 or 25 hours still lies one day back", () => {
  for (let month = 1; month <= 12; month++)
    for (let day = 2; day <= 28; day++)
      expect(dayLabel(local(2026, month, day - 1).toISOString(), local(2026, month, day, 0, 30))).toBe(
        "Yesterday",
      );
});

test("midnight parts the days", () => {
  const late = local(2026, 11, 22, 23, 59).toISOString();
  expect(isSameDay(late, local(2026, 11, 22, 0, 0).toISOString())).toBe(true);
  expect(isSameDay(late, local(2026, 11, 23, 0, 0).toISOString())).toBe(false);
});

test("a time of day has two digits of minutes", () => {
  expect(clockTime(local(2026, 11, 23, 14, 5).toISOString())).toMatch(/(14|2):05/);
});

test("a time to come is told by its day: the next week by the weekday, then with the date", () => {
  const now = new Date(2026, 10, 23, 18);
  const on = (day: number) => comingTime(new Date(2026, 10, day, 9, 5).toISOString(), now);
  expect(on(23)).toMatch(/^today at 0?9:05/);
  expect(on(24)).toMatch(/^tomorrow at 0?9:05/);
  expect(on(25)).toMatch(/^Wednesday at 0?9:05/);
  expect(on(29)).toMatch(/^Sunday at 0?9:05/);
  expect(on(30)).toMatch(/^Monday.* 30.* at 0?9:05/);
});

test("the first English that a browser asks for is taken, if it is one at all", () => {
  expect(englishAmong(["de-AT", "en-IE", "en-US"])).toBe("en-IE");
  expect(englishAmong(["en-US@posix", "en_GB", "en"])).toBe("en");
  expect(englishAmong(["en-US@posix"])).toBe("en-GB");
  expect(englishAmong(["eng", "de"])).toBe("en-GB");
});
