import { expect, test } from "bun:test";
import type { Agent } from "../protocol/resources.ts";
import { DEFAULT_TEAM_SETTINGS } from "../protocol/teams.ts";
import { isFull, loadWords, presenceOf, withStandings } from "./standing.ts";

const ADA: Agent = {
  id: "ada",
  name: "Ada",
  email: "ada@desk.example",
  role: "agent",
  available: true,
  online: true,
  capacity: null,
  load: 1,
  skills: [],
  teamIds: [],
  deactivated: false,
};
const THREE_AT_ONCE = { ...DEFAULT_TEAM_SETTINGS, capacity: 3 };

test("who is not connected is offline, whatever they said of themselves", () => {
  expect(presenceOf({ online: false, available: true })).toBe("offline");
  expect(presenceOf({ online: true, available: false })).toBe("away");
  expect(presenceOf({ online: true, available: true })).toBe("available");
});

test("an agent's own number of conversations wins over their team's, and without any there is always room", () => {
  expect(loadWords(ADA)).toBe("1 conversation");
  expect(loadWords({ ...ADA, load: 7 })).toBe("7 conversations");
  expect(loadWords(ADA, THREE_AT_ONCE)).toBe("1 of 3");
  expect(loadWords({ ...ADA, capacity: 5 }, THREE_AT_ONCE)).toBe("1 of 5");
  expect(isFull({ ...ADA, load: 3 }, THREE_AT_ONCE)).toBe(true);
  expect(isFull({ ...ADA, load: 3, capacity: 4 }, THREE_AT_ONCE)).toBe(false);
  expect(isFull({ ...ADA, load: 999 })).toBe(false);
});

test("what was told last of whether an agent is there counts, and of whom nothing was told, what was loaded", () => {
  const ben = { ...ADA, id: "ben", name: "Ben" };
  const told = { agentId: "ada", name: "Ada", available: false, online: true, load: 4 };
  const [adaNow, benNow] = withStandings([ADA, ben], new Map([["ada", told]]));
  expect(adaNow).toEqual({ ...ADA, available: false });
  expect(benNow).toEqual(ben);
});
