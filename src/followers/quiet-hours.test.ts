import { expect, test } from "bun:test";
import { quietUntil } from "./quiet-hours.ts";

const berlin = (time: string) => Temporal.ZonedDateTime.from(`${time}[Europe/Berlin]`).epochMilliseconds;
const night = { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };

test.each([
  ["2026-11-23T21:59:59", undefined],
  ["2026-11-23T22:00", "2026-11-24T07:00"],
  ["2026-11-24T03:00", "2026-11-24T07:00"],
  ["2026-11-24T07:00", undefined],
  // The clocks are set forward at two o'clock on 28 March 2027, and back at three on 31 October.
  ["2027-03-28T01:30", "2027-03-28T07:00"],
  ["2027-10-31T02:30", "2027-10-31T07:00"],
])("a night from ten to seven at %s lasts until %p", (at, until) => {
  expect(quietUntil(night, berlin(at))).toBe(until === undefined ? undefined : berlin(until));
});

test("a rest at noon lies within one day", () => {
  const rest = { from: "12:00", to: "13:00", timeZone: "Europe/Berlin" };
  expect(quietUntil(rest, berlin("2026-11-23T12:30"))).toBe(berlin("2026-11-23T13:00"));
  expect(quietUntil(rest, berlin("2026-11-23T13:30"))).toBeUndefined();
  expect(quietUntil(rest, berlin("2026-11-23T00:30"))).toBeUndefined();
});

test("from a time to the same time is the whole day round", () => {
  const always = { from: "09:00", to: "09:00", timeZone: "UTC" };
  const at = Date.UTC(2026, 10, 23, 8);
  expect(quietUntil(always, at)).toBe(Date.UTC(2026, 10, 23, 9));
});
