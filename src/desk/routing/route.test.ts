import { describe, expect, test } from "bun:test";
import type { Candidate } from "./candidate.ts";
import type { Routable } from "./routable.ts";
import { route } from "./route.ts";
import type { Rule } from "./rule.ts";

const ada: Candidate = {
  personId: 1,
  onDuty: true,
  load: 0,
  capacity: null,
  skills: [],
  lastAssignment: 0,
};
const ben: Candidate = { ...ada, personId: 2 };
const grace: Candidate = { ...ada, personId: 3 };
const question: Routable = { labels: [], lastAgentId: null, passed: new Set() };
const rule: Rule = { strategy: "round-robin", skillsFallback: "anyone", open: true };

describe("whatever the strategy", () => {
  test("nothing is given to anybody outside of the hours, whoever is on duty", () => {
    expect(route(question, [ada, ben], { ...rule, open: false })).toEqual({
      to: "offline",
      because: "outside-hours",
      considered: 0,
    });
  });

  test("the team is offline when nobody is on duty", () => {
    expect(route(question, [{ ...ada, onDuty: false }], rule)).toMatchObject({
      to: "offline",
      because: "nobody-on-duty",
    });
    expect(route(question, [], rule)).toMatchObject({ to: "offline", because: "nobody-on-duty" });
    expect(route(question, [], { ...rule, strategy: "manual" })).toMatchObject({ to: "offline" });
  });

  test("an agent has room up to their capacity, and one without a capacity always", () => {
    expect(route(question, [{ ...ada, load: 2, capacity: 3 }], rule)).toMatchObject({ personId: 1 });
    expect(route(question, [{ ...ada, load: 3, capacity: 3 }], rule)).toMatchObject({ to: "queue" });
    expect(route(question, [{ ...ada, load: 9, capacity: 3 }], rule)).toMatchObject({ to: "queue" });
    expect(route(question, [{ ...ada, load: 0, capacity: 0 }], rule)).toMatchObject({ to: "queue" });
    expect(route(question, [{ ...ada, load: 900, capacity: null }], rule)).toMatchObject({ personId: 1 });
  });

  test("it waits for room when everybody is full, and says that all passed when room would not help", () => {
    const full = { ...ada, load: 1, capacity: 1 };
    const passed = { ...question, passed: new Set([ben.personId]) };
    expect(route(question, [full], rule)).toMatchObject({ because: "everybody-full", considered: 0 });
    expect(route(passed, [full, ben], rule)).toMatchObject({ because: "everybody-full" });
    expect(route(passed, [ben], rule)).toMatchObject({ because: "all-let-it-expire" });
    expect(route(passed, [{ ...ben, load: 1, capacity: 1 }], rule)).toMatchObject({
      because: "all-let-it-expire",
    });
  });

  test("the answer tells what the chosen one had and how many might have got it", () => {
    const candidates = [{ ...ada, load: 4 }, { ...ben, onDuty: false }, grace];
    expect(route(question, candidates, rule)).toEqual({
      to: "agent",
      personId: 1,
      because: "next-in-turn",
      load: 4,
      considered: 2,
    });
  });
});

describe("round-robin", () => {
  test("takes whoever's turn is longest ago, and the lower id of two who never had one", () => {
    const turns = [
      { ...ada, lastAssignment: 5 },
      { ...ben, lastAssignment: 4 },
    ];
    expect(route(question, turns, rule)).toMatchObject({ personId: 2, because: "next-in-turn" });
    expect(route(question, [ben, ada], rule)).toMatchObject({ personId: 1 });
  });

  test("says so when there was nobody else", () => {
    expect(route(question, [ada, { ...ben, onDuty: false }], rule)).toMatchObject({ because: "only-one" });
  });
});

describe("least-busy", () => {
  const leastBusy: Rule = { ...rule, strategy: "least-busy" };

  test("takes whoever has the fewest, whatever they have room for", () => {
    const candidates = [
      { ...ada, load: 2, capacity: 100 },
      { ...ben, load: 1, capacity: 2 },
    ];
    expect(route(question, candidates, leastBusy)).toMatchObject({ personId: 2, because: "least-busy" });
  });

  test("takes the longest-ago turn of those who have equally few", () => {
    const candidates = [
      { ...ada, load: 1, lastAssignment: 8 },
      { ...ben, load: 1, lastAssignment: 7 },
    ];
    expect(route(question, candidates, leastBusy)).toMatchObject({ personId: 2 });
  });

  test("says so when there was nobody else", () => {
    expect(route(question, [ada], leastBusy)).toMatchObject({ because: "only-one" });
  });
});

describe("skills", () => {
  const bySkill: Rule = { ...rule, strategy: "skills" };
  const invoice: Routable = { ...question, labels: ["billing", "german"] };
  const both = ["german", "sales", "billing"];

  test("takes the least busy of those who have all labels, busier than others though they may be", () => {
    const candidates = [
      { ...ada, skills: both, load: 4 },
      { ...ben, skills: both, load: 3 },
      { ...grace, skills: ["billing"], load: 0 },
    ];
    expect(route(invoice, candidates, bySkill)).toMatchObject({ personId: 2, because: "has-skills" });
  });

  test("takes the least busy of all when nobody eligible has them and anyone will do", () => {
    const candidates = [
      { ...ada, skills: both, onDuty: false },
      { ...ben, skills: ["billing"], load: 2 },
      { ...grace, load: 1 },
    ];
    expect(route(invoice, candidates, bySkill)).toMatchObject({ personId: 3, because: "skills-fallback" });
  });

  test("waits for somebody who has them when the team says so", () => {
    const waiting: Rule = { ...bySkill, skillsFallback: "wait" };
    const candidates = [{ ...ada, skills: both, load: 1, capacity: 1 }, ben];
    expect(route(invoice, candidates, waiting)).toEqual({
      to: "queue",
      because: "nobody-has-skills",
      considered: 1,
    });
    expect(route(invoice, [{ ...ada, skills: both, load: 1, capacity: 1 }], waiting)).toMatchObject({
      because: "everybody-full",
    });
  });

  test("gives a conversation without labels to the least busy", () => {
    const candidates = [{ ...ada, load: 1, skills: both }, ben];
    expect(route(question, candidates, bySkill)).toMatchObject({ personId: 2, because: "least-busy" });
  });
});

describe("last-agent", () => {
  const again: Rule = { ...rule, strategy: "last-agent" };
  const known: Routable = { ...question, lastAgentId: ben.personId };

  test("takes the customer's former agent, busier than others though they may be", () => {
    expect(route(known, [ada, { ...ben, load: 7 }], again)).toMatchObject({
      personId: 2,
      because: "last-agent",
    });
  });

  test.each([
    ["isn't on duty", { onDuty: false }, []],
    ["is full", { load: 1, capacity: 1 }, []],
    ["let it pass", {}, [2]],
    ["left the team", { personId: 9 }, []],
  ])("takes the least busy when the former agent %s", (_, change, passed) => {
    const candidates = [
      { ...ada, load: 3 },
      { ...grace, load: 2 },
      { ...ben, load: 4, ...change },
    ];
    expect(route({ ...known, passed: new Set(passed) }, candidates, again)).toMatchObject({
      personId: 3,
      because: "last-agent-away",
    });
  });

  test("takes the least busy for a customer whom nobody knows", () => {
    expect(route(question, [{ ...ada, load: 1 }, ben], again)).toMatchObject({
      personId: 2,
      because: "least-busy",
    });
  });
});

test("manual gives nothing to anybody, room or not", () => {
  const byHand: Rule = { ...rule, strategy: "manual" };
  expect(route(question, [ada, ben], byHand)).toMatchObject({ to: "queue", because: "manual-queue" });
  expect(route(question, [{ ...ada, load: 1, capacity: 1 }], byHand)).toMatchObject({
    because: "manual-queue",
  });
});
