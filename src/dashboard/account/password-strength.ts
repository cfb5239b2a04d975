import { PASSWORD_MIN } from "../../protocol/resources.ts";

/** From here on length alone makes guessing hopeless. */
const PASSWORD_STRONG = 16;

export type PasswordStrength = "empty" | "short" | "fair" | "strong";

/** Length is what makes a password hard to guess; rules about digits and symbols only make it hard to remember. */
export function passwordStrength(password: string): PasswordStrength {
  if (password === "") return "empty";
  if (password.length < PASSWORD_MIN) return "short";
  return password.length < PASSWORD_STRONG ? "fair" : "strong";
}
