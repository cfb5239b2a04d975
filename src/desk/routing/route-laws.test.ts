import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { StrategyName } from "../../protocol/teams.ts";
import type { Candidate } from "./candidate.ts";
import type { Routable } from "./routable.ts";
import { type Decision, route } from "./route.ts";
import type { Rule } from "./rule.ts";
import { strategies } from "./strategies.ts";

const NAMES = Object.keys(strategies) as StrategyName[];
const LABELS = ["billing", "german", "sales"];

const someLabels = fc.subarray(LABELS);
const candidate: fc.Arbitrary<Candidate> = fc.record({
  personId: fc.integer({ min: 1, max: 12 }),
  onDuty: fc.boolean(),
  load: fc.nat({ max: 4 }),
  capacity: fc.option(fc.nat({ max: 5 })),
  skills: someLabels,
  lastAssignment: fc.nat({ max: 6 }),
});
const candidates = fc.uniqueArray(candidate, { selector: ({ personId }) => personId, maxLength: 12 });
const conversation: fc.Arbitrary<Routable> = fc.record({
  labels: someLabels,
  lastAgentId: fc.option(fc.integer({ min: 1, max: 12 })),
  passed: fc.subarray([1, 2, 3, 4, 5, 6, 7, 8]).map((ids) => new Set(ids)),
});
const skillsFallback = fc.constantFrom<Rule["skillsFallback"]>("anyone", "wait");

/** The rule said a second time, as slowly and plainly as can be. */
function mayGet(one: Candidate, { passed }: Routable): boolean {
  return one.onDuty && (one.capacity === null || one.capacity > one.load) && !passed.has(one.personId);
}

/** Whom each strategy would take of those who may get it; a new strategy says it here too. */
const ACCEPTS: Record<StrategyName, (one: Candidate, wanted: Routable, rule: Rule) => boolean> = {
  "round-robin": () => true,
  "least-busy": () => true,
  "last-agent": () => true,
  skills: (one, { labels }, rule) =>
    rule.skillsFallback === "anyone" || labels.every((label) => one.skills.includes(label)),
  manual: () => false,
};

describe.each(NAMES)("%s", (strategy) => {
  const rule = fc.record({ strategy: fc.constant(strategy), skillsFallback, open: fc.boolean() });

  function holds(law: (decision: Decision, wanted: Routable, all: Candidate[], by: Rule) => void): void {
    fc.assert(
      fc.property(conversation, candidates, rule, (wanted, all, by) =>
        law(route(wanted, all, by), wanted, all, by),
      ),
      { numRuns: 500 },
    );
  }

  test("never takes somebody off duty, full, or who let it pass", () => {
    holds((decision, wanted, all, by) => {
      if (decision.to !== "agent") return;
      const chosen = all.find(({ personId }) => personId === decision.personId);
      expect(chosen && mayGet(chosen, wanted) && by.open).toBe(true);
      expect(decision.load).toBe(chosen?.load ?? Number.NaN);
    });
  });

  test("lets it wait only when there is nobody whom it would take", () => {
    holds((decision, wanted, all, by) => {
      const takers = all.filter((one) => mayGet(one, wanted) && ACCEPTS[strategy](one, wanted, by));
      expect(decision.to === "agent").toBe(by.open && takers.length > 0);
    });
  });

  test("is offline exactly when it is closed or nobody is on duty", () => {
    holds((decision, _, all, by) => {
      expect(decision.to === "offline").toBe(!by.open || !all.some(({ onDuty }) => onDuty));
    });
  });

  test("counts those who might have got it", () => {
    holds((decision, wanted, all) => {
      const able = decision.to === "offline" ? [] : all.filter((one) => mayGet(one, wanted));
      expect(decision.considered).toBe(able.length);
    });
  });

  test("answers the same however the agents are listed", () => {
    const shuffled = candidates.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(conversation, shuffled, rule, (wanted, [all, mixed], by) => {
        expect(route(wanted, mixed, by)).toEqual(route(wanted, all, by));
      }),
      { numRuns: 500 },
    );
  });
});

test("round-robin is fair within one after every arrival while the same agents are eligible", () => {
  const crowd = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
  const pasts = fc.array(fc.nat({ max: 30 }), { minLength: 12, maxLength: 12 });
  const byTurn: Rule = { strategy: "round-robin", skillsFallback: "anyone", open: true };
  fc.assert(
    fc.property(crowd, pasts, fc.array(conversation, { maxLength: 100 }), (ids, past, arrivals) => {
      const last = new Map(ids.map((id, index) => [id, past[index] ?? 0]));
      const counts = new Map(ids.map((id) => [id, 0]));
      let turn = 30;
      for (const arrival of arrivals) {
        const all = ids.map((personId) => ({
          personId,
          onDuty: true,
          load: counts.get(personId) ?? 0,
          capacity: null,
          skills: [],
          lastAssignment: last.get(personId) ?? 0,
        }));
        const decision = route({ ...arrival, passed: new Set() }, all, byTurn);
        if (decision.to !== "agent") throw new Error("everybody was there");
        counts.set(decision.personId, (counts.get(decision.personId) ?? 0) + 1);
        last.set(decision.personId, ++turn);
        expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("least-busy leaves nobody with fewer than the chosen one", () => {
  fc.assert(
    fc.property(conversation, candidates, (wanted, all) => {
      const decision = route(wanted, all, { strategy: "least-busy", skillsFallback: "anyone", open: true });
      if (decision.to !== "agent") return;
      const loads = all.filter((one) => mayGet(one, wanted)).map(({ load }) => load);
      expect(decision.load).toBe(Math.min(...loads));
    }),
  );
});

test("skills takes somebody who has every label whenever such a one may get it", () => {
  fc.assert(
    fc.property(conversation, candidates, skillsFallback, (wanted, all, fallback) => {
      const decision = route(wanted, all, { strategy: "skills", skillsFallback: fallback, open: true });
      const able = all.filter((one) => mayGet(one, wanted));
      const skilled = able.filter((one) => wanted.labels.every((label) => one.skills.includes(label)));
      if (decision.to !== "agent" || skilled.length === 0) return;
      expect(skilled.map(({ personId }) => personId)).toContain(decision.personId);
    }),
  );
});

test("last-agent takes the former agent whenever they may get it", () => {
  fc.assert(
    fc.property(conversation, candidates, (wanted, all) => {
      const decision = route(wanted, all, { strategy: "last-agent", skillsFallback: "anyone", open: true });
      const former = all.find(({ personId }) => personId === wanted.lastAgentId);
      if (!former || !mayGet(former, wanted)) return;
      expect(decision).toMatchObject({ to: "agent", personId: former.personId, because: "last-agent" });
    }),
  );
});
