import { expect, test } from "bun:test";
import { snoozeTimes } from "./snooze-times.ts";

function told(now: Date): string[] {
  return snoozeTimes(now).map(
    ({ label, until }) => `${label} ${until.toDateString()} ${until.toTimeString().slice(0, 5)}`,
  );
}

test("on a working morning: in three hours or a little more, tomorrow at nine, on Monday at nine", () => {
  expect(told(new Date(2026, 10, 24, 10, 10))).toEqual([
    "Later today Tue Nov 24 2026 13:30",
    "Tomorrow Wed Nov 25 2026 09:00",
    "Next week Mon Nov 30 2026 09:00",
  ]);
});

test("in the evening nothing is later today, and on a Sunday tomorrow is next week", () => {
  expect(told(new Date(2026, 10, 29, 19, 0))).toEqual(["Tomorrow Mon Nov 30 2026 09:00"]);
});

test("on a Monday, next week is the next Monday, also over the end of a year", () => {
  expect(told(new Date(2026, 11, 28, 18, 30))).toEqual([
    "Tomorrow Tue Dec 29 2026 09:00",
    "Next week Mon Jan 04 2027 09:00",
  ]);
});
