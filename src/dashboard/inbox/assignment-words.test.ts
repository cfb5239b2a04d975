import { expect, test } from "bun:test";
import { ASSIGNMENT_KINDS, ASSIGNMENT_REASONS, type AssignmentEntry } from "../../protocol/teams.ts";
import { assignmentWords } from "./assignment-words.ts";

const ada = { id: "ada", name: "Ada" };
const ben = { id: "ben", name: "Ben" };
const BLANK: AssignmentEntry = {
  at: "2026-11-24T10:00:00Z",
  kind: "assigned",
  because: null,
  agent: ada,
  by: null,
  team: { id: "t1", name: "Support" },
  note: null,
  strategy: null,
  load: null,
  eligible: null,
};

function say(entry: Partial<AssignmentEntry>, meId?: string): string {
  return assignmentWords({ ...BLANK, ...entry }, meId).sentence;
}

test("every kind with every reason is a sentence of its own, without a code in it", () => {
  const sentences = ASSIGNMENT_KINDS.flatMap((kind) =>
    [null, ...ASSIGNMENT_REASONS].map((because) => say({ kind, because, by: ben })),
  );
  for (const sentence of sentences) {
    expect(sentence).toMatch(/^[A-Z].*[a-z]\.$/);
    expect(sentence).not.toMatch(/undefined|null|Somebody|somebody|[{}]/);
  }
  for (const because of ASSIGNMENT_REASONS.filter((reason) => reason !== "by-hand"))
    expect(new Set(ASSIGNMENT_KINDS.map((kind) => say({ kind, because, by: ben }))).size).toBe(
      ASSIGNMENT_KINDS.length,
    );
});

test.each([
  [{ kind: "assigned", because: "next-in-turn" }, "Given to Ada: it was their turn."],
  [{ kind: "offered", because: "least-busy" }, "Offered to Ada: they had the least to do."],
  [{ kind: "expired", because: "not-accepted" }, "The offer to Ada ended: they did not open it in time."],
  [
    { kind: "queued", because: "nobody-on-duty", agent: null },
    "It waited for Support: nobody was there to answer.",
  ],
  [
    { kind: "released", because: "agent-gone" },
    "Taken back from Ada: they had gone and had not answered yet.",
  ],
  [{ kind: "transferred", because: "by-hand", by: ben }, "Ben handed it to Ada."],
  [{ kind: "transferred", because: "by-hand", by: ben, agent: null }, "Ben handed it to Support."],
  [{ kind: "taken", because: "by-hand", by: ada }, "Ada took it from the queue."],
  [{ kind: "woken", because: "customer-wrote" }, "It woke up: the customer wrote."],
  [{ kind: "woken", because: "by-hand", by: ada }, "Ada woke it."],
  [{ kind: "auto-closed", because: "silence", by: null }, "Resolved by itself: nobody had written for long."],
] as const)("%j reads: %s", (entry, sentence) => {
  expect(say(entry)).toBe(sentence);
});

test("whoever reads it is you", () => {
  expect(say({ kind: "accepted" }, "ada")).toBe("You opened it.");
  expect(say({ because: "next-in-turn" }, "ada")).toBe("Given to you: it was your turn.");
  expect(say({ kind: "transferred", by: ada, agent: ben }, "ada")).toBe("You handed it to Ben.");
  expect(say({ kind: "assigned", because: "only-one" }, "ada")).toBe(
    "Given to you: nobody else was there with room.",
  );
});

test("what the choice rested on is told where the desk chose", () => {
  const chosen = { ...BLANK, load: 2, eligible: 3 };
  expect(assignmentWords(chosen, undefined).detail).toBe(
    "Ada had 2 open conversations; 3 agents could have taken it.",
  );
  expect(assignmentWords({ ...chosen, load: 0, eligible: 1 }, "ada").detail).toBe(
    "You had no open conversations; one agent could have taken it.",
  );
  expect(assignmentWords(BLANK, undefined).detail).toBeUndefined();
});
