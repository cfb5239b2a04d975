import { expect, test } from "bun:test";
import { relativeTime } from "./relative-time.ts";

const now = new Date("2026-11-24T12:00:00").getTime();
const ago = (ms: number) => relativeTime(new Date(now - ms).toISOString(), now, "en-GB");

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test("times are told ever more coarsely the longer they are past", () => {
  expect(ago(0)).toBe("now");
  expect(ago(MINUTE - 1)).toBe("now");
  expect(ago(MINUTE)).toBe("1 min");
  expect(ago(HOUR - 1)).toBe("59 min");
  expect(ago(HOUR)).toBe("1 h");
  expect(ago(DAY - 1)).toBe("23 h");
  expect(ago(DAY)).toBe("Mon");
  expect(ago(6 * DAY)).toBe("18 Nov");
  expect(ago(365 * DAY)).toBe("24 Nov 2025");
});

test("a clock behind the server's never shows a time to come", () => {
  expect(ago(-5 * MINUTE)).toBe("now");
});
