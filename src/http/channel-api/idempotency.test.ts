import { expect, test } from "bun:test";
import { signRequest } from "../../server-sdk/request-signature.ts";
import { Idempotency } from "./idempotency.ts";
import { TIMESTAMP_WINDOW_S, verifySignature } from "./signed-request.ts";

const NOW_S = 1_700_000_000;
const KEY = { key: "k", secret: "s" };
const MINUTE_MS = 60_000;
const REMEMBERED_MS = 20 * MINUTE_MS;

test("a request is remembered for as long as it is believed, also one that was signed ahead of time", () => {
  const request = { method: "POST", path: "/apps/1/events", query: {}, body: "{}" } as const;
  const { headers } = signRequest("apinator", KEY, request, NOW_S + TIMESTAMP_WINDOW_S);
  const isBelieved = (seconds: number) => {
    const raw = {
      ...request,
      query: new URLSearchParams(),
      headers: new Headers(headers),
      body: new TextEncoder().encode(request.body),
    };
    try {
      verifySignature(raw, [KEY], seconds * 1000);
      return true;
    } catch {
      return false;
    }
  };
  let now = NOW_S;
  const idempotency = new Idempotency(() => now * 1000);
  idempotency.remember("1", "once", "{}");
  const forgotten = () => idempotency.recall("1", "once") === undefined;
  for (; isBelieved(now); now++) expect([now - NOW_S, forgotten()]).toEqual([now - NOW_S, false]);
  expect(now - NOW_S).toBe(2 * TIMESTAMP_WINDOW_S + 1);
  expect(forgotten()).toBe(true);
});

test("an answer is known to its own app all that time, also where eighty keys a second are used", () => {
  let now = 0;
  const idempotency = new Idempotency(() => now);
  idempotency.remember("10000", "first", "{}");
  for (now = 12.5; now <= REMEMBERED_MS; now += 12.5) idempotency.remember("10000", `another-${now}`, "{}");
  now = REMEMBERED_MS;
  expect(idempotency.recall("10000", "first")).toBe("{}");
  expect(idempotency.recall("20000", "first")).toBeUndefined();
  now += 1;
  expect(idempotency.recall("10000", "first")).toBeUndefined();
});

test("a key that is used again after its time is remembered as long once more", () => {
  let now = 0;
  const idempotency = new Idempotency(() => now);
  idempotency.remember("10000", "daily", "first");
  now = 19 * MINUTE_MS;
  idempotency.remember("10000", "other", "{}");
  now = 21 * MINUTE_MS;
  idempotency.remember("10000", "daily", "second");
  now = 38 * MINUTE_MS;
  for (let i = 0; i < 100_000 - 2; i++) idempotency.remember("10000", `another-${i}`, "{}");
  expect(idempotency.recall("10000", "daily")).toBe("second");
});

test("a hundred thousand answers are remembered, fewer when they are long, and none that can't be asked for any more", () => {
  let now = 0;
  const answers = new Idempotency(() => now);
  for (let i = 0; i <= 100_000; i++) answers.remember("1", `key-${i}`, "{}");
  expect([answers.size, answers.recall("1", "key-0")]).toEqual([100_000, undefined]);
  const long = "x".repeat(1024 * 1024);
  for (let i = 0; i < 20; i++) answers.remember("1", `long-${i}`, long);
  expect(answers.size).toBe(15);
  expect(answers.recall("1", "long-19")).toBe(long);
  now = REMEMBERED_MS;
  answers.sweep();
  expect(answers.size).toBe(15);
  now += 1;
  answers.sweep();
  expect(answers.size).toBe(0);
});
