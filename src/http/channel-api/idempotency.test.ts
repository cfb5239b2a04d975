import { expect, test } from "bun:test";
import { Idempotency } from "./idempotency.ts";

const MINUTE_MS = 60_000;

test("an answer is known for ten minutes, to its own app, also where a hundred keys a second are used", () => {
  let now = 0;
  const idempotency = new Idempotency(() => now);
  idempotency.remember("10000", "first", "{}");
  for (let i = 0; i < 59_999; i++) {
    now += 10;
    idempotency.remember("10000", `another-${i}`, "{}");
  }
  expect(idempotency.recall("10000", "first")).toBe("{}");
  expect(idempotency.recall("20000", "first")).toBeUndefined();
  now = 10 * MINUTE_MS;
  expect(idempotency.recall("10000", "first")).toBeUndefined();
});

test("a key that is used again after its time is remembered for ten minutes more", () => {
  let now = 0;
  const idempotency = new Idempotency(() => now);
  idempotency.remember("10000", "daily", "first");
  now = 9 * MINUTE_MS;
  idempotency.remember("10000", "other", "{}");
  now = 11 * MINUTE_MS;
  idempotency.remember("10000", "daily", "second");
  now = 20 * MINUTE_MS;
  for (let i = 0; i < 100_000 - 2; i++) idempotency.remember("10000", `another-${i}`, "{}");
  expect(idempotency.recall("10000", "daily")).toBe("second");
});
