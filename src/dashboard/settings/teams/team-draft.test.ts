import { expect, test } from "bun:test";
import { DEFAULT_TEAM_SETTINGS, STRATEGIES, TEAM_BOUNDS, type Team } from "../../../protocol/teams.ts";
import { STRATEGY_WORDS } from "./strategy-words.ts";
import { draftFaults, draftOf, draftWishes, likeMonday, oneMoreSpan, withDay } from "./team-draft.ts";

const TEAM: Team = {
  id: "t1",
  name: "Sales",
  slug: "sales",
  isDefault: false,
  settings: {
    ...DEFAULT_TEAM_SETTINGS,
    capacity: 4,
    acceptSeconds: 30,
    timeZone: "Europe/Berlin",
    hours: {
      weekly: [
        [
          { from: "09:00", to: "12:00" },
          { from: "13:00", to: "24:00" },
        ],
        [],
        [],
        [],
        [],
        [],
        [],
      ],
      holidays: [{ date: "2026-12-24", name: "Christmas Eve", hours: [{ from: "09:00", to: "12:00" }] }],
    },
  },
  memberIds: ["ada"],
  waiting: 0,
  status: { teamId: "t1", answering: false, open: false, backAt: null, replyMinutes: null },
};

test("a draft that nobody touched wishes for what there is", () => {
  for (const settings of [TEAM.settings, DEFAULT_TEAM_SETTINGS]) {
    const { name, memberIds } = TEAM;
    expect(draftFaults(draftOf({ ...TEAM, settings }))).toEqual([]);
    expect(draftWishes(draftOf({ ...TEAM, settings }))).toEqual({ name, memberIds, settings });
  }
});

test("empty numbers mean no limit, no clock and no end", () => {
  const draft = { ...draftOf(TEAM), numbers: { capacity: "", acceptSeconds: " ", autoCloseDays: "" } };
  expect(draftFaults(draft)).toEqual([]);
  expect(draftWishes(draft).settings).toMatchObject({
    capacity: null,
    acceptSeconds: 0,
    autoCloseDays: null,
  });
});

test.each(Object.entries(TEAM_BOUNDS))("%s keeps within its bounds", (number, [least, most]) => {
  for (const wrong of [String(least - 1), String(most + 1), "1.5", "many"]) {
    const draft = { ...draftOf(TEAM), numbers: { ...draftOf(TEAM).numbers, [number]: wrong } };
    expect(draftFaults(draft).map(({ path }) => path)).toEqual([`settings.${number}`]);
  }
});

test("a team without a name is at fault", () => {
  expect(draftFaults({ ...draftOf(TEAM), name: " " })).toEqual([
    { path: "name", message: "Give the team a name." },
  ]);
});

test("the days of the week become like Monday, and the weekend stays", () => {
  const { weekly } = draftOf(TEAM);
  const saturday = [{ from: "10:00", to: "14:00" }];
  const week = likeMonday(withDay(weekly, 5, saturday));
  expect(week.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => weekly[0] ?? []));
  expect(week[5]).toEqual(saturday);
  expect(week[6]).toEqual([]);
});

test("one more span of a day comes after the last, within the day", () => {
  expect(oneMoreSpan([])).toEqual([{ from: "09:00", to: "17:00" }]);
  expect(oneMoreSpan([{ from: "09:00", to: "12:00" }]).at(-1)).toEqual({ from: "13:00", to: "14:00" });
  expect(oneMoreSpan([{ from: "09:00", to: "22:30" }]).at(-1)).toEqual({ from: "23:00", to: "24:00" });
});

test("every strategy has its words", () => {
  for (const strategy of STRATEGIES) expect(STRATEGY_WORDS[strategy].sentence).toMatch(/^[A-Z].*\.$/);
});
