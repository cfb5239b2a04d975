import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  BEYOND_A_THOUSAND,
  expectedWaitMinutes,
  LONGER_THAN_TWO_HOURS_MINUTES,
  type QueuePace,
  queueBucket,
} from "./expected-wait.ts";

const NOW = Date.parse("2026-01-05T10:00Z");
const MINUTE_MS = 60_000;

/** Departures so many minutes ago, with one agent on duty and somebody who is next. */
function pace(minutesAgo: readonly number[], rest: Partial<QueuePace> = {}): QueuePace {
  const departures = minutesAgo.map((minutes) => NOW - minutes * MINUTE_MS);
  return { departures, now: NOW, onDuty: 1, position: 1, ...rest };
}

describe("the expected wait", () => {
  test("is the average time between departures for whoever is next, and so often that for those behind", () => {
    expect(expectedWaitMinutes(pace([0, 5, 10]))).toBe(5);
    expect(expectedWaitMinutes(pace([0, 5, 10], { position: 2 }))).toBe(10);
    expect(expectedWaitMinutes(pace([10, 0, 5], { position: 6 }))).toBe(30);
  });

  test("is rounded up to a step", () => {
    expect(expectedWaitMinutes(pace([0, 0.5, 1]))).toBe(1);
    expect(expectedWaitMinutes(pace([0, 2, 4.1]))).toBe(3);
    expect(expectedWaitMinutes(pace([0, 6, 12]))).toBe(10);
    expect(expectedWaitMinutes(pace([0, 46, 92]))).toBe(60);
    expect(expectedWaitMinutes(pace([0, 50, 100], { position: 2 }))).toBe(120);
  });

  test("beyond two hours is only more than that", () => {
    expect(expectedWaitMinutes(pace([0, 50, 100], { position: 3 }))).toBe(LONGER_THAN_TWO_HOURS_MINUTES);
  });

  test("is unknown after fewer than three departures", () => {
    expect(expectedWaitMinutes(pace([]))).toBeNull();
    expect(expectedWaitMinutes(pace([1, 2]))).toBeNull();
    expect(expectedWaitMinutes(pace([1, 2, 3]))).not.toBeNull();
  });

  test("is unknown while nobody is on duty", () => {
    expect(expectedWaitMinutes(pace([1, 2, 3], { onDuty: 0 }))).toBeNull();
  });

  test("doesn't count departures of two hours ago or more, nor any to come", () => {
    expect(expectedWaitMinutes(pace([120, 1, 2]))).toBeNull();
    expect(expectedWaitMinutes(pace([-1, 1, 2]))).toBeNull();
    expect(expectedWaitMinutes(pace([120, 1, 2, 3, 500]))).toBe(2);
  });

  test("grows while nothing moves", () => {
    expect(expectedWaitMinutes(pace([20, 21, 22]))).toBe(15);
    expect(expectedWaitMinutes(pace([60, 61, 62]))).toBe(45);
  });

  test("never is shorter further behind or later on", () => {
    const minutesAgo = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 30 });
    const position = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(minutesAgo, position, fc.integer({ min: 0, max: 59 }), (ago, place, later) => {
        const wait = expectedWaitMinutes(pace(ago, { position: place })) ?? Number.NaN;
        expect(expectedWaitMinutes(pace(ago, { position: place + 1 }))).toBeGreaterThanOrEqual(wait);
        const then = pace(ago, { position: place, now: NOW + later * MINUTE_MS });
        expect(expectedWaitMinutes(then)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});

test("a position is exact up to ten, then the end of its step", () => {
  const shown = [1, 2, 9, 10, 11, 20, 21, 50, 51, 100, 101, 200, 201, 500, 501, 1_000].map(queueBucket);
  expect(shown).toEqual([1, 2, 9, 10, 20, 20, 50, 50, 100, 100, 200, 200, 500, 500, 1_000, 1_000]);
});

test("a position beyond a thousand is only more than that", () => {
  expect(queueBucket(1_001)).toBe(BEYOND_A_THOUSAND);
  expect(queueBucket(54_321)).toBe(BEYOND_A_THOUSAND);
});
