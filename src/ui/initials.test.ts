import { expect, test } from "bun:test";
import { initials } from "./initials.ts";

test("a name is shortened to its first and last letters", () => {
  expect(initials("Ada")).toBe("A");
  expect(initials("grace brewster murray hopper")).toBe("GH");
  expect(initials("  Ada  Lovelace ")).toBe("AL");
  expect(initials("vera.rubin")).toBe("VR");
});

test("no character is cut in two", () => {
  expect(initials("Öz")).toBe("Ö");
  expect(initials("e\u0301mile")).toBe("E\u0301");
  expect(initials("👩‍🔬 Curie")).toBe("👩‍🔬C");
});

test("nobody has no letters", () => {
  expect(initials(" ")).toBe("");
});
