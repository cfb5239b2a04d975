import { expect, test } from "bun:test";
import fc from "fast-check";
import { backoff } from "./backoff.ts";

test("a wait is anywhere between nothing and a bound that doubles from 0.5 s up to 20 s", () => {
  const bounds = [0, 1, 2, 3, 4, 5, 6, 7].map((attempt) => backoff(attempt, () => 1));
  expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  expect(backoff(3, () => 0)).toBe(0);
});

test("however many attempts were made and whatever chance says, a wait is a number of ms up to 20 s", () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const wait = backoff(attempt, () => chance);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(20_000);
    }),
  );
});
