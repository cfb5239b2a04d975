import { expect, test } from "bun:test";
import { waitedTime } from "./waited-time.ts";

const SINCE = "2026-11-24T10:00:00Z";

test.each([
  ["2026-11-24T09:59:00Z", "a moment"],
  ["2026-11-24T10:00:59Z", "a moment"],
  ["2026-11-24T10:04:30Z", "4 min"],
  ["2026-11-24T13:59:00Z", "3 h"],
  ["2026-11-26T09:59:00Z", "47 h"],
  ["2026-11-26T10:00:00Z", "2 days"],
])("who waits since ten has at %s waited for %s", (now, words) => {
  expect(waitedTime(SINCE, Date.parse(now))).toBe(words);
});
