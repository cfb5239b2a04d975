import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Candidate, roundRobin } from "./routing.ts";

const ada: Candidate = { personId: 1, available: true, online: true, lastAssignment: 0 };
const ben: Candidate = { personId: 2, available: true, online: true, lastAssignment: 0 };

describe("round-robin", () => {
  test("takes whoever's turn is longest ago", () => {
    expect(
      roundRobin([
        { ...ada, lastAssignment: 5 },
        { ...ben, lastAssignment: 4 },
      ])?.personId,
    ).toBe(2);
  });

  test("takes nobody who is away or has no dashboard open", () => {
    expect(
      roundRobin([
        { ...ada, available: false },
        { ...ben, online: false },
      ]),
    ).toBeUndefined();
    expect(roundRobin([])).toBeUndefined();
  });

  test("is fair within one, however the agents are listed", () => {
    const candidates = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        candidates,
        fc.integer({ min: 1, max: 100 }),
        fc.infiniteStream(fc.nat()),
        (ids, turns, mix) => {
          const counts = new Map(ids.map((id) => [id, 0]));
          const last = new Map(ids.map((id) => [id, 0]));
          for (let turn = 1; turn <= turns; turn++) {
            const cut = (mix.next().value ?? 0) % ids.length;
            const listed = [...ids.slice(cut), ...ids.slice(0, cut)];
            const chosen = roundRobin(
              listed.map((personId) => ({ ...ada, personId, lastAssignment: last.get(personId) ?? 0 })),
            );
            if (!chosen) throw new Error("somebody was there");
            counts.set(chosen.personId, (counts.get(chosen.personId) ?? 0) + 1);
            last.set(chosen.personId, turn);
          }
          expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
