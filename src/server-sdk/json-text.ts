import { DeskbellError } from "./deskbell-error.ts";

/** The JSON text of what a program passed as `what`. Throws `invalid-argument` for what has none, such as a circle. */
export function jsonText(value: unknown, what: string): string {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (text !== undefined) return text;
  throw new DeskbellError("invalid-argument", `${what} must be something that JSON knows`, { cause });
}
