import { expect, test } from "bun:test";
import type { TeamStatus } from "../protocol/teams.ts";
import { queueWords, replyWords } from "./reply-words.ts";

const HERE: TeamStatus = { teamId: "support", answering: true, open: true, backAt: null, replyMinutes: null };
const AWAY: TeamStatus = { ...HERE, answering: false, open: false };
/** A Wednesday, in the zone of whoever runs the test. */
const NOW = new Date(2026, 10, 18, 20, 15);

function backAt(...day: [year: number, month: number, day: number, hour: number]): string {
  return replyWords({ ...AWAY, backAt: new Date(...day).toISOString() }, NOW).replace(
    / 09:00| 9:00\sAM/i,
    " 9",
  );
}

test("a team that is there says how soon it replies, as far as that is known", () => {
  expect(replyWords(HERE)).toBe("The team is here");
  const within = [1, 5, 60, 90, 120, 121].map((replyMinutes) => replyWords({ ...HERE, replyMinutes }));
  expect(within.map((words) => words.replace("We usually reply within ", ""))).toEqual([
    "a minute",
    "5 minutes",
    "an hour",
    "an hour and a half",
    "two hours",
    "a few hours",
  ]);
});

test("a team that is away says when it is back, on the customer's own clock", () => {
  expect(backAt(2026, 10, 18, 9)).toBe("Back today at 9");
  expect(backAt(2026, 10, 19, 9)).toBe("Back tomorrow at 9");
  expect(backAt(2026, 10, 23, 9)).toBe("Back Monday at 9");
  expect(backAt(2026, 10, 24, 9)).toBe("Back Tuesday at 9");
  expect(backAt(2026, 10, 25, 9)).toMatch(/^Back Wednesday.*25.* at 9$/);
});

test("a team whose return nobody knows is just away", () => {
  expect(replyWords({ ...AWAY, open: true })).toBe("Away just now");
});

test("the first in line is next, those near are told their number, those far behind only roughly", () => {
  const places = [1, 2, 10, 20, 1_000, 1_001].map((position) => queueWords({ position, waitMinutes: null }));
  expect(places).toEqual([
    "You are next in line",
    "You are number 2 in line",
    "You are number 10 in line",
    "You are among the first 20 in line",
    "You are among the first 1000 in line",
    "More than a thousand are before you",
  ]);
});

test("a wait is told once it is known", () => {
  expect(queueWords({ position: 3, waitMinutes: 5 })).toBe("You are number 3 in line, about 5 minutes");
  expect(queueWords({ position: 1, waitMinutes: 1 })).toBe("You are next in line, about a minute");
  expect(queueWords({ position: 9, waitMinutes: 121 })).toBe("You are number 9 in line, more than two hours");
});
