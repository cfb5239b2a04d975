import { expect, test } from "bun:test";
import { Drafts, memoryStorage } from "./drafts.ts";

test("a draft is kept for its conversation until it is emptied", () => {
  const drafts = new Drafts("ada", memoryStorage());
  drafts.write("c1", "Have you tried");
  expect(drafts.read("c1")).toBe("Have you tried");
  expect(drafts.read("c2")).toBe("");
  drafts.write("c1", " ");
  expect(drafts.read("c1")).toBe("");
});

test("another agent in the same tab sees none of it", () => {
  const storage = memoryStorage();
  new Drafts("ada", storage).write("c1", "Between us");
  expect(new Drafts("ben", storage).read("c1")).toBe("");
  expect(new Drafts("ada", storage).read("c1")).toBe("Between us");
});

test("signing out forgets all drafts of that agent and nobody else's", () => {
  const storage = memoryStorage();
  const ada = new Drafts("ada", storage);
  ada.write("c1", "one");
  ada.write("c2", "two");
  new Drafts("ben", storage).write("c1", "mine");
  ada.clear();
  expect([ada.read("c1"), ada.read("c2")]).toEqual(["", ""]);
  expect(new Drafts("ben", storage).read("c1")).toBe("mine");
});
