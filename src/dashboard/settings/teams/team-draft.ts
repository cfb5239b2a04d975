import type { TeamWishes } from "../../../client/desk-api.ts";
import type { Problem } from "../../../protocol/errors.ts";
import {
  type DayHours,
  type Holiday,
  TEAM_BOUNDS,
  type Team,
  type TeamSettings,
} from "../../../protocol/teams.ts";

type Numbers = keyof typeof TEAM_BOUNDS;

/** A team as it stands in the form: numbers as they are typed. */
export interface TeamDraft {
  name: string;
  memberIds: readonly string[];
  settings: Omit<TeamSettings, Numbers | "hours">;
  /** Empty for none. */
  numbers: Record<Numbers, string>;
  /** Whether it is there around the clock; what stands in the week is kept meanwhile. */
  always: boolean;
  /** Seven days, Monday first. */
  weekly: readonly (readonly DayHours[])[];
  holidays: readonly Holiday[];
}

/** The office hours that a week begins with. */
const OFFICE: DayHours = { from: "09:00", to: "17:00" };
const WEEKDAYS = 5;
const WEEK = 7;

/** What the form shows of a team at first. */
export function draftOf({ name, memberIds, settings }: Team): TeamDraft {
  const { capacity, acceptSeconds, autoCloseDays, hours, ...rest } = settings;
  return {
    name,
    memberIds,
    settings: rest,
    numbers: {
      capacity: typed(capacity),
      acceptSeconds: acceptSeconds === 0 ? "" : String(acceptSeconds),
      autoCloseDays: typed(autoCloseDays),
    },
    always: hours === null,
    weekly: hours?.weekly ?? Array.from({ length: WEEK }, (_, day) => (day < WEEKDAYS ? [OFFICE] : [])),
    holidays: hours?.holidays ?? [],
  };
}

/** What the form says, as the desk takes it. Ask `draftFaults` first: numbers are taken to be numbers. */
export function draftWishes(draft: TeamDraft): TeamWishes {
  const { numbers, always, weekly, holidays } = draft;
  return {
    name: draft.name.trim(),
    memberIds: draft.memberIds,
    settings: {
      ...draft.settings,
      capacity: numberOf(numbers.capacity),
      acceptSeconds: numberOf(numbers.acceptSeconds) ?? 0,
      autoCloseDays: numberOf(numbers.autoCloseDays),
      hours: always
        ? null
        : {
            weekly: weekly.map((spans) => spans.map((span) => ({ ...span }))),
            holidays: holidays.map((day) => ({ ...day })),
          },
    },
  };
}

/** What is wrong with it that the desk could not say as well; the desk judges the rest. */
export function draftFaults({ name, numbers }: TeamDraft): NonNullable<Problem["fields"]> {
  const faults: NonNullable<Problem["fields"]> = [];
  if (name.trim() === "") faults.push({ path: "name", message: "Give the team a name." });
  for (const number of Object.keys(TEAM_BOUNDS) as Numbers[]) {
    const [least, most] = TEAM_BOUNDS[number];
    const text = numbers[number].trim();
    const value = Number(text);
    if (text !== "" && !(Number.isInteger(value) && value >= least && value <= most))
      faults.push({
        path: `settings.${number}`,
        message: `Write a whole number from ${least} to ${most}, or none.`,
      });
  }
  return faults;
}

/** The week with one day changed. */
export function withDay(
  weekly: TeamDraft["weekly"],
  day: number,
  spans: readonly DayHours[],
): TeamDraft["weekly"] {
  return weekly.with(day, spans);
}

/** The week in which Tuesday to Friday are like Monday. */
export function likeMonday(weekly: TeamDraft["weekly"]): TeamDraft["weekly"] {
  const monday = weekly[0] ?? [];
  return weekly.map((spans, day) => (day < WEEKDAYS ? monday.map((span) => ({ ...span })) : spans));
}

/** One more span of a day: office hours for a closed day, otherwise an hour that begins an hour after the last. */
export function oneMoreSpan(spans: readonly DayHours[]): readonly DayHours[] {
  const last = spans.at(-1);
  if (last === undefined) return [OFFICE];
  const hour = Number(last.to.slice(0, 2)) + 1;
  const at = (value: number) => `${String(Math.min(24, value)).padStart(2, "0")}:00`;
  return [...spans, hour < 24 ? { from: at(hour), to: at(hour + 1) } : { from: "23:00", to: "24:00" }];
}

function typed(value: number | null): string {
  return value === null ? "" : String(value);
}

function numberOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
