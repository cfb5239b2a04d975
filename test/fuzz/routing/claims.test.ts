import { describe, expect, test } from "bun:test";
import { DeskWorld } from "./desk-world.ts";
import type { Single } from "./steps.ts";
import type { AgentSetup, Setup, TeamSetup, WorldState } from "./world.ts";

const CROWD = 50;
const CAPACITY = 2;

describe(`${CROWD} claims at once on the real store`, () => {
  test("of one conversation: one agent has it, and the others are refused", async () => {
    await using desk = await DeskWorld.begin(crowd({ strategy: "manual" }));
    await desk.apply(opening());
    await desk.apply(atOnce((agent) => ({ do: "take", conversation: 0, agent })));
    const state = await desk.observe();
    expect(state.log.filter(({ kind }) => kind === "taken")).toHaveLength(1);
    expect(state.conversations[0]?.shownTo).toEqual([state.conversations[0]?.assignee ?? Number.NaN]);
    expect(loads(state)).toEqual([1, ...Array.from({ length: CROWD - 1 }, () => 0)]);
  });

  test("of more than they have room for: each has as many as they may have", async () => {
    await using desk = await DeskWorld.begin(crowd({ strategy: "manual" }));
    for (let number = 0; number <= CROWD; number++) await desk.apply(opening());
    for (const offset of [0, 1, 2])
      await desk.apply(atOnce((agent) => ({ do: "take", conversation: (agent % 5) + offset * 5, agent })));
    await desk.apply(atOnce((agent) => ({ do: "take", conversation: agent, agent: agent % 10 })));
    const state = await desk.observe();
    expect(Math.max(...loads(state))).toBe(CAPACITY);
    expect(state.conversations.flatMap(({ shownTo }) => shownTo)).toHaveLength(held(state));
    expect(loads(state).reduce((sum, load) => sum + load)).toBe(held(state));
  });

  test("by the desk itself, as everybody arrives: each has as many as they may have, and the rest waits", async () => {
    await using desk = await DeskWorld.begin(crowd({ strategy: "round-robin" }, { present: false }));
    const waiting = CROWD * CAPACITY + 1;
    for (let number = 0; number < waiting; number++) await desk.apply(opening());
    await desk.apply(atOnce((agent) => ({ do: "arrive", agent })));
    const state = await desk.observe();
    expect(loads(state)).toEqual(Array.from({ length: CROWD }, () => CAPACITY));
    expect(state.teams[0]?.queue).toHaveLength(1);
  });

  test("by agents and by the desk: nobody has two that were for one", async () => {
    await using desk = await DeskWorld.begin(crowd({ strategy: "round-robin" }, { present: false }));
    for (let number = 0; number < CROWD; number++) await desk.apply(opening());
    const both = (agent: number): Single =>
      agent % 2 === 0 ? { do: "arrive", agent } : { do: "take", conversation: agent, agent };
    await desk.apply(atOnce(both));
    const state = await desk.observe();
    expect(state.conversations.map(({ shownTo }) => shownTo.length)).toEqual(
      state.conversations.map(({ assignee }) => (assignee === null ? 0 : 1)),
    );
    expect(Math.max(...loads(state))).toBeLessThanOrEqual(CAPACITY);
  });
});

test("what somebody can have is found behind hundreds that nobody can have", async () => {
  await using desk = await DeskWorld.begin(
    crowd({ strategy: "skills", skillsFallback: "wait" }, { present: false }),
  );
  for (let number = 0; number < 5; number++) await desk.apply(atOnce(() => opening(["billing"])));
  await desk.apply(opening());
  await desk.apply({ do: "arrive", agent: 0 });
  const { conversations, teams } = await desk.observe();
  expect(teams[0]?.queue).toHaveLength(5 * CROWD);
  expect(conversations.at(-1)?.assignee).toBe(0);
});

function crowd(
  team: Pick<TeamSetup, "strategy"> & Partial<TeamSetup>,
  agent: Partial<AgentSetup> = {},
): Setup {
  const everybody = { capacity: CAPACITY, skills: [], present: true, ...agent };
  return {
    agents: Array.from({ length: CROWD }, () => everybody),
    teams: [
      {
        skillsFallback: "anyone",
        capacity: null,
        acceptSeconds: 0,
        releaseUnanswered: true,
        keepsHours: false,
        members: [...Array(CROWD).keys()],
        ...team,
      },
    ],
  };
}

function opening(labels: readonly string[] = []): Single {
  return { do: "open", customer: 0, team: 0, labels };
}

function atOnce(claim: (agent: number) => Single) {
  return { do: "at-once", steps: Array.from({ length: CROWD }, (_, agent) => claim(agent)) } as const;
}

/** How many conversations each agent has, the most first. */
function loads({ agents }: WorldState): number[] {
  return agents.map(({ load }) => load).toSorted((one, other) => other - one);
}

function held({ conversations }: WorldState): number {
  return conversations.filter(({ assignee }) => assignee !== null).length;
}
