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

test("with letters turned off, only keys that write nothing act", () => {
  const off = { lettersOn: false };
  expect(actionOf(plain, off)).toBeUndefined();
  expect(actionOf({ ...plain, key: "?" }, off)).toBeUndefined();
  expect(actionOf({ ...plain, key: "ArrowDown" }, off)).toBe("next");
  expect(actionOf({ ...plain, key: "Escape" }, off)).toBe("back");
});
