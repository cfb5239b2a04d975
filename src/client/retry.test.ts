import { expect, test } from "bun:test";
import { OfflineError, ProblemError } from "./problem-error.ts";
import { Retry } from "./retry.ts";

const offline = new OfflineError("away");
const refused = new ProblemError({ title: "No", status: 403, code: "forbidden" });

/** A request that fails with each of these in turn and then succeeds. */
function failing(...errors: Error[]) {
  const calls: number[] = [];
  const begun = Promise.withResolvers<void>();
  return {
    calls,
    begun: begun.promise,
    request: async () => {
      calls.push(calls.length);
      begun.resolve();
      const error = errors.shift();
      if (error) throw error;
      return "answered";
    },
  };
}

test("a request is repeated until it is answered", async () => {
  const retry = new Retry();
  const { request, calls } = failing(
    offline,
    new ProblemError({ title: "", status: 503, code: "unavailable" }),
  );
  expect(await retry.answer(request)).toBe("answered");
  expect(calls.length).toBe(3);
});

test("a refusal is not repeated", async () => {
  const retry = new Retry();
  const { request, calls } = failing(refused);
  expect(await retry.answer(request).catch((error: unknown) => error)).toBe(refused);
  expect(calls.length).toBe(1);
});

test("a pause ends at once when there is reason to hurry", async () => {
  const retry = new Retry();
  // At attempt 30 a pause is 10 s on average: without the hurry the test would not end in time.
  const pauses = Array.from({ length: 20 }, () => retry.pause(offline, 30));
  retry.hurry();
  await Promise.all(pauses);
});

test("once stopped, pauses end and nothing is repeated", async () => {
  const retry = new Retry();
  const { request, calls, begun } = failing(offline, offline);
  const answer = retry.answer(request).catch((error: unknown) => error);
  await begun;
  retry.stop();
  expect(await answer).toBe(offline);
  expect(calls.length).toBe(1);
});
