import { expect, test } from "bun:test";
import { Allowance } from "./allowance.ts";

/** Takes one after the other, and tells how many of them there were. */
function user(allowance: Allowance) {
  let used = 0;
  return (tries: number, now: number, cost = 1) => {
    let taken = 0;
    for (let i = 0; i < tries; i++) {
      const next = allowance.take(used, cost, now);
      if (next === undefined) continue;
      used = next;
      taken += 1;
    }
    return taken;
  };
}

test("an allowance lets its burst through at once and its rate in the long run", () => {
  const take = user(new Allowance(10, 5));
  expect(take(20, 0)).toBe(10);
  expect(take(20, 1_000)).toBe(5);
  expect(take(20, 1_100)).toBe(0);
  expect(take(20, 1_200)).toBe(1);
});

test("a long rest fills no more than the burst, and a clock that steps back gives nothing", () => {
  const take = user(new Allowance(10, 5));
  expect(take(20, 1_000_000)).toBe(10);
  expect(take(20, 0)).toBe(0);
});

test("what costs more than is left takes nothing", () => {
  const take = user(new Allowance(10, 5));
  expect(take(1, 0, 11)).toBe(0);
  expect(take(1, 0, 10)).toBe(1);
});

test("fractions cost nobody the last of a burst, at any hour", () => {
  for (let now = 0.1; now < 1e10; now *= 1.37) expect(user(new Allowance(30, 7))(40, now)).toBe(30);
});
