import { expect, test } from "bun:test";
import { replyDueAt } from "./reply-due.ts";

const minutes = (...times: number[]) => times.map((time) => time * 60_000);
const due = (...times: number[]) => replyDueAt(minutes(...times)) / 60_000;

test("a reply is due after three minutes, whatever came soon after it", () => {
  expect(due(0)).toBe(3);
  expect(due(0, 1, 2)).toBe(3);
});

test("a reply that comes just before puts the mail off by a minute, so that both go in one", () => {
  expect(due(0, 2.5)).toBe(3.5);
});

test("whoever never stops writing is not waited for longer than six minutes", () => {
  expect(due(0, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 5.9)).toBe(6);
});
