import { expect, test } from "bun:test";
import { TokenBucket } from "./token-bucket.ts";

const takenOf = (bucket: TokenBucket, tries: number, now: number) =>
  Array.from({ length: tries }, () => bucket.take(1, now)).filter(Boolean).length;

test("a bucket lets its burst through at once and its rate in the long run", () => {
  const bucket = new TokenBucket(10, 5, 0);
  expect(takenOf(bucket, 20, 0)).toBe(10);
  expect(takenOf(bucket, 20, 1_000)).toBe(5);
  expect(takenOf(bucket, 20, 1_100)).toBe(0);
  expect(takenOf(bucket, 20, 1_200)).toBe(1);
});

test("a long rest fills no more than the burst, and a clock that steps back gives nothing", () => {
  const bucket = new TokenBucket(10, 5, 0);
  expect(takenOf(bucket, 20, 1_000_000)).toBe(10);
  expect(takenOf(bucket, 20, 0)).toBe(0);
});

test("what costs more than is left takes nothing", () => {
  const bucket = new TokenBucket(10, 5, 0);
  expect(bucket.take(11, 0)).toBe(false);
  expect(bucket.take(10, 0)).toBe(true);
});
