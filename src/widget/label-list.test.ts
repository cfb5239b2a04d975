import { expect, test } from "bun:test";
import { labelList } from "./label-list.ts";

test("labels come as one attribute or as a list", () => {
  expect(labelList("Billing, german")).toEqual(["billing", "german"]);
  expect(labelList(["Billing", "german"])).toEqual(["billing", "german"]);
  expect(labelList("")).toBeUndefined();
  expect(labelList(undefined)).toBeUndefined();
});

test("what the desk would refuse is left out", () => {
  expect(labelList(["a".repeat(41), "vip", " VIP ", ""])).toEqual(["vip"]);
  const many = Array.from({ length: 12 }, (_, i) => `label-${i}`);
  expect(labelList(many)).toEqual(many.slice(0, 10));
});
