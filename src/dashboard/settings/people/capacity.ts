import { ProblemError } from "../../../client/problem-error.ts";
import { TEAM_BOUNDS } from "../../../protocol/teams.ts";

/** How many conversations at once, as it was typed; null for an empty field. Throws `invalid-input` for what is no such number. */
export function capacityOf(text: string): number | null {
  if (text.trim() === "") return null;
  const [least, most] = TEAM_BOUNDS.capacity;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ProblemError({
    title: "Some fields are wrong",
    code: "invalid-input",
    status: 422,
    fields: [{ path: "capacity", message: `Write a whole number from ${least} to ${most}, or none.` }],
  });
}
