import { expect, test } from "bun:test";
import { GIVE_UP_AFTER_MS, webhookDelay } from "./webhook-schedule.ts";

const HOUR_MS = 60 * 60 * 1000;

test("the wait doubles from five seconds up to two hours", () => {
  const longest = [1, 2, 3, 4, 11, 12, 100].map((attempt) => webhookDelay(attempt, () => 1) / 1000);
  expect(longest).toEqual([5, 10, 20, 40, 5_120, 7_200, 7_200]);
});

test("half of a wait is chance", () => {
  expect(webhookDelay(3, () => 0)).toBe(10_000);
  expect(webhookDelay(3, () => 0.5)).toBe(15_000);
});

test.each([0, 0.5, 1])(
  "with a chance of %d, an event is tried for most of a day and then no more",
  (chance) => {
    let passed = 0;
    let attempts = 1;
    for (let wait = 0; passed + wait <= GIVE_UP_AFTER_MS; wait = webhookDelay(attempts, () => chance)) {
      passed += wait;
      attempts += wait > 0 ? 1 : 0;
    }
    expect(passed).toBeGreaterThan(GIVE_UP_AFTER_MS - 2 * HOUR_MS);
    expect(attempts).toBeGreaterThan(15);
    expect(attempts).toBeLessThan(50);
  },
);
