import { expect, test } from "bun:test";
import { heldOrder } from "./held-order.ts";

test("a held list keeps every place, whatever is newest by now", () => {
  expect(heldOrder(["vera", "omar", "ines"], ["ines", "vera", "omar"])).toEqual(["vera", "omar", "ines"]);
});

test("newcomers wait at the end of a held list in their own order", () => {
  expect(heldOrder(["vera"], ["ines", "vera", "omar"])).toEqual(["vera", "ines", "omar"]);
});

test("what is gone leaves a held list at once", () => {
  expect(heldOrder(["vera", "omar"], ["omar"])).toEqual(["omar"]);
});
