import { expect, test } from "bun:test";
import { RateLimit } from "./rate-limit.ts";

function limit(perMinute: number) {
  const clock = { ms: 0 };
  return { clock, limit: new RateLimit(perMinute, () => clock.ms) };
}

test("a sender has a minute's worth at once, then as it refills, and others have their own", () => {
  const { clock, limit: three } = limit(3);
  expect([1, 2, 3, 4].map(() => three.take("vera"))).toEqual([undefined, undefined, undefined, 20]);
  expect(three.take("omar")).toBeUndefined();
  clock.ms = 20_000;
  expect([1, 2].map(() => three.take("vera"))).toEqual([undefined, 20]);
});

test("who was quiet for a minute is forgotten at the next sweep, and loses nothing by it", () => {
  const { clock, limit: one } = limit(1);
  for (let i = 0; i < 1_000; i++) one.take(`sender-${i}`);
  clock.ms = 30_000;
  one.take("sender-7");
  clock.ms = 60_000;
  one.sweep();
  expect(one.size).toBe(1);
  expect(one.take("sender-8")).toBeUndefined();
  clock.ms = 120_000;
  one.sweep();
  expect(one.size).toBe(0);
});

test("however many there are, no more than fifty thousand are remembered", () => {
  const { limit: one } = limit(1);
  for (let i = 0; i < 50_001; i++) one.take(`sender-${i}`);
  expect(one.size).toBe(50_000);
});
