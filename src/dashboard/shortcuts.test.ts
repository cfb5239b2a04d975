import { expect, test } from "bun:test";
import { actionOf } from "./shortcuts.ts";

const plain = {
  key: "j",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  defaultPrevented: false,
};
const on = { lettersOn: true };

test("any of a shortcut's keys means it", () => {
  expect(actionOf(plain, on)).toBe("next");
  expect(actionOf({ ...plain, key: "ArrowDown" }, on)).toBe("next");
  expect(actionOf({ ...plain, key: "x" }, on)).toBeUndefined();
});

for (const claim of ["ctrlKey", "metaKey", "altKey", "isComposing", "defaultPrevented"] as const)
  test(`a key press with ${claim} belongs to somebody else`, () => {
    expect(actionOf({ ...plain, [claim]: true }, on)).toBeUndefined();
  });

test("k alone is another key than k with Ctrl or ⌘", () => {
  expect(actionOf({ ...plain, key: "k" }, on)).toBe("previous");
  expect(actionOf({ ...plain, key: "k", ctrlKey: true }, on)).toBe("palette");
  expect(actionOf({ ...plain, key: "k", metaKey: true }, { lettersOn: false })).toBe("palette");
});

test("with letters turned off, only keys that write nothing act", () => {
  const off = { lettersOn: false };
  expect(actionOf(plain, off)).toBeUndefined();
  expect(actionOf({ ...plain, key: "?" }, off)).toBeUndefined();
  expect(actionOf({ ...plain, key: "ArrowDown" }, off)).toBe("next");
  expect(actionOf({ ...plain, key: "Escape" }, off)).toBe("back");
});
