import { expect, test } from "bun:test";
import { DEFAULT_NOTIFICATION_SETTINGS, isQuiet, readNotificationSettings } from "./notifications.ts";

const berlin = (time: string) => Temporal.ZonedDateTime.from(`${time}[Europe/Berlin]`).epochMilliseconds;
const night = { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };

test.each([
  ["2026-11-23T21:59:59", false],
  ["2026-11-23T22:00", true],
  ["2026-11-24T00:00", true],
  ["2026-11-24T06:59:59", true],
  ["2026-11-24T07:00", false],
  // The clocks are set forward at two o'clock on 28 March 2027, and back at three on 31 October.
  ["2027-03-28T06:59", true],
  ["2027-03-28T07:00", false],
  ["2027-10-31T06:59", true],
  ["2027-10-31T07:00", false],
])("a night from ten to seven: is it quiet at %s? %p", (at, quiet) => {
  expect(isQuiet(night, berlin(at))).toBe(quiet);
});

test("a rest at noon is quiet within one day, on the clock of its own time zone", () => {
  const rest = { from: "12:00", to: "13:00", timeZone: "Asia/Kolkata" };
  expect(isQuiet(rest, Date.UTC(2026, 10, 23, 6, 30))).toBe(true);
  expect(isQuiet(rest, Date.UTC(2026, 10, 23, 7, 30))).toBe(false);
  expect(isQuiet(rest, Date.UTC(2026, 10, 23, 12, 30))).toBe(false);
});

test("what is not stored is as everybody begins, within the e-mail settings too", () => {
  expect(readNotificationSettings(null)).toEqual(DEFAULT_NOTIFICATION_SETTINGS);
  expect(readNotificationSettings('{"sound":false,"email":{"queue":false}}')).toEqual({
    ...DEFAULT_NOTIFICATION_SETTINGS,
    sound: false,
    email: { queue: false, unreadMinutes: 15 },
  });
});
