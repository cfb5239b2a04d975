import { expect, test } from "bun:test";
import { PASSWORD_MIN } from "../../protocol/resources.ts";
import { passwordStrength } from "./password-strength.ts";

test("a password is judged by its length alone", () => {
  expect(passwordStrength("")).toBe("empty");
  expect(passwordStrength("x".repeat(PASSWORD_MIN - 1))).toBe("short");
  expect(passwordStrength("x".repeat(PASSWORD_MIN))).toBe("fair");
  expect(passwordStrength("four words in a row")).toBe("strong");
});
