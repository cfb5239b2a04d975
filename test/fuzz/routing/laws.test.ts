import { describe, expect, test } from "bun:test";
import type { LawName } from "./laws.ts";
import { ModelWorld } from "./model-world.ts";
import { searchBreach } from "./search-breach.ts";
import type { Setup, WorldState } from "./world.ts";

const SEED = 20_260_105;
const HISTORIES = 500;
/** A fault is found long before; the number only ends the search. */
const SEARCHED = 5_000;

test(`the model of the desk keeps every law of routing in ${HISTORIES} histories of seed ${SEED}`, async () => {
  expect(
    await searchBreach((setup) => new ModelWorld(setup), { seed: SEED, histories: HISTORIES }),
  ).toBeUndefined();
});

type Conversation = Parameters<ModelWorld["decide"]>[0];

/** Faults that a desk may have, each with the law that finds it. */
const FAULTS: readonly (readonly [law: LawName, fault: string, world: new (setup: Setup) => ModelWorld])[] = [
  [
    "no conversation has two assignees",
    "that doesn't tell the former assignee",
    class extends ModelWorld {
      protected override takeAway() {}
    },
  ],
  [
    "no conversation has two assignees",
    "where an agent can take what a colleague has taken",
    class extends ModelWorld {
      protected override handOver(conversation: Conversation, agent: number) {
        this.giveByHand(conversation, agent, "taken");
      }
    },
  ],
  [
    "no conversation is lost",
    "whose queue forgets what waits longer than an hour",
    class extends ModelWorld {
      protected override queueOf(team: number) {
        return super.queueOf(team).filter(({ waitsFrom }) => this.now - waitsFrom < 3_600_000);
      }
    },
  ],
  [
    "no conversation is lost",
    "that closes what an agent leaves",
    class extends ModelWorld {
      protected override leave(conversation: Conversation, agent: number) {
        this.close(conversation, agent);
      }
    },
  ],
  [
    "none waits while somebody eligible has room",
    "that doesn't look at its queues when an offer runs out",
    class extends ModelWorld {
      #passing = false;
      protected override passTime(until: number) {
        this.#passing = true;
        super.passTime(until);
        this.#passing = false;
      }
      protected override routeWaiting() {
        if (!this.#passing) super.routeWaiting();
      }
    },
  ],
  [
    "none waits while somebody eligible has room",
    "that stops at the first of a queue which nobody can have",
    class extends ModelWorld {
      protected override routeWaiting() {
        for (const team of this.teams.keys())
          for (const conversation of this.queueOf(team)) {
            const decision = this.decide(conversation);
            if (decision.to !== "agent") break;
            this.offer(conversation, decision);
          }
      }
    },
  ],
  [
    "nobody jumps the queue",
    "that begins with the latest",
    class extends ModelWorld {
      protected override queueOf(team: number) {
        return super.queueOf(team).toReversed();
      }
    },
  ],
  [
    "nobody is given more than they have room for",
    "that counts a conversation only when it is answered",
    class extends ModelWorld {
      protected override candidate(...[agent, team]: Parameters<ModelWorld["candidate"]>) {
        const load = this.conversations.filter((one) => one.assignee === agent && one.answered).length;
        return { ...super.candidate(agent, team), load };
      }
    },
  ],
  [
    "nobody is given more than they have room for",
    "that lets agents take whatever their room",
    class extends ModelWorld {
      protected override hasRoom() {
        return true;
      }
    },
  ],
  [
    "round-robin is fair within one",
    "that always begins with the first",
    class extends ModelWorld {
      protected override takeTurn() {}
    },
  ],
  [
    "round-robin is fair within one",
    "that believes the first agent's turn to be longer ago than it is",
    class extends ModelWorld {
      protected override candidate(...[agent, team]: Parameters<ModelWorld["candidate"]>) {
        const candidate = super.candidate(agent, team);
        return agent === 0 ? { ...candidate, lastAssignment: candidate.lastAssignment - 2 } : candidate;
      }
    },
  ],
  [
    "none comes back to whoever let it pass",
    "that forgets who let it expire",
    class extends ModelWorld {
      protected override expire(conversation: Conversation, agent: number) {
        super.expire(conversation, agent);
        conversation.passed.clear();
      }
    },
  ],
  [
    "none comes back to whoever let it pass",
    "that keeps from an agent what they took and answered",
    class extends ModelWorld {
      protected override accept(conversation: Conversation) {
        super.accept(conversation);
        if (conversation.assignee !== null) conversation.passed.add((conversation.assignee + 1) % 4);
      }
    },
  ],
  [
    "nobody who is gone keeps what they have not answered",
    "that leaves with everybody what is theirs",
    class extends ModelWorld {
      protected override gone(index: number) {
        this.change(index, { online: false, graceUntil: null });
      }
    },
  ],
  [
    "no clock runs past its time",
    "that forgets the clocks of offers when it restarts",
    class extends ModelWorld {
      protected override restart() {
        super.restart();
        for (const conversation of this.conversations) conversation.acceptBy = null;
      }
    },
  ],
  [
    "no clock runs past its time",
    "that oversleeps",
    class extends ModelWorld {
      protected override comeBack(conversation: Conversation) {
        if (conversation.snoozedUntil === null || conversation.snoozedUntil > this.now)
          super.comeBack(conversation);
        else conversation.snoozedUntil -= 1;
      }
      protected override nextDue() {
        const due = super.nextDue();
        return due <= this.now ? Number.POSITIVE_INFINITY : due;
      }
    },
  ],
  [
    "routing reads only what waits",
    "that looks through what is closed",
    class extends ModelWorld {
      override async observe(): Promise<WorldState> {
        const state = await super.observe();
        const reads = state.conversations.some(({ status }) => status === "closed") ? ["select *"] : [];
        return { ...state, strayReads: reads };
      }
    },
  ],
];

describe("a desk", () => {
  test.each(FAULTS)("breaks the law that %s if it is one %s", async (law, _, Faulty) => {
    const breach = await searchBreach((setup) => new Faulty(setup), { seed: SEED, histories: SEARCHED });
    expect(breach?.law).toBe(law);
  });
});

test("a history that breaks a law shrinks to the steps that matter", async () => {
  const [, , Faulty] = FAULTS.find(([, fault]) => fault === "that closes what an agent leaves") ?? [];
  if (!Faulty) throw new Error("That fault is planted above");
  const breach = await searchBreach((setup) => new Faulty(setup), {
    seed: SEED,
    histories: SEARCHED,
    shrink: true,
  });
  expect(breach?.story.length).toBeLessThanOrEqual(3);
  expect(breach?.story.at(-1)).toContain("leave conversation");
});
