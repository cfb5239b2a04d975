import fc from "fast-check";
import { STRATEGIES, type StrategyName } from "../../../src/protocol/teams.ts";
import type { AgentSetup, Setup, TeamSetup } from "./world.ts";

/**
 * Something that happens. Conversations are named by any number, which is counted round the conversations that there
 * are when the step begins: so a history stays one when steps are taken out of it, and a failing one shrinks.
 */
export type Step = Single | { readonly do: "at-once"; readonly steps: readonly Single[] };

export type Single =
  | {
      readonly do: "open";
      readonly customer: number;
      readonly team: number;
      readonly labels: readonly string[];
    }
  | { readonly do: "customer-writes"; readonly conversation: number }
  | { readonly do: "answer" | "accept" | "leave" | "close" | "reopen"; readonly conversation: number }
  /** Until so many minutes have passed; null for until the customer writes. */
  | { readonly do: "snooze"; readonly conversation: number; readonly minutes: number | null }
  /** From the queue, or from a colleague if the desk lets them. */
  | { readonly do: "take"; readonly conversation: number; readonly agent: number }
  | { readonly do: "hand-over"; readonly conversation: number; readonly agent: number }
  /** An admin gives it to somebody, whosever it is. */
  | { readonly do: "appoint"; readonly conversation: number; readonly agent: number }
  | { readonly do: "pass-on"; readonly conversation: number; readonly team: number }
  /** A dashboard connects; the last one says goodbye; the last one is cut off, which gives it a grace. */
  | { readonly do: "arrive" | "go" | "vanish"; readonly agent: number }
  | { readonly do: "available"; readonly agent: number; readonly available: boolean }
  | { readonly do: "capacity"; readonly agent: number; readonly capacity: number | null }
  | { readonly do: "strategy"; readonly team: number; readonly strategy: StrategyName }
  | { readonly do: "wait"; readonly seconds: number }
  | { readonly do: "restart" };

export const AGENTS = 4;
export const TEAMS = 2;
export const CUSTOMERS = 4;
export const SKILLS = ["billing", "german"];

const agent = fc.nat({ max: AGENTS - 1 });
const team = fc.nat({ max: TEAMS - 1 });
const conversation = fc.nat({ max: 11 });
const someSkills = fc.subarray(SKILLS);
const capacity = fc.option(fc.integer({ min: 1, max: 3 }), { freq: 3 });
const strategy = fc.oneof(
  { weight: 3, arbitrary: fc.constant<StrategyName>("round-robin") },
  { weight: 5, arbitrary: fc.constantFrom(...STRATEGIES) },
);

const agentSetup: fc.Arbitrary<AgentSetup> = fc.record({
  capacity,
  skills: someSkills,
  present: fc.oneof(
    { weight: 3, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
});
const teamSetup: fc.Arbitrary<TeamSetup> = fc.record({
  strategy,
  skillsFallback: fc.constantFrom("anyone", "wait"),
  capacity,
  acceptSeconds: fc.constantFrom(0, 30),
  releaseUnanswered: fc.boolean(),
  keepsHours: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  members: fc.oneof(
    { weight: 1, arbitrary: fc.subarray([0, 1, 2, 3], { minLength: 1 }) },
    { weight: 2, arbitrary: fc.subarray([0, 1, 2, 3], { minLength: 3 }) },
  ),
});

/** A desk of four agents and two teams that may share some of them. */
export const setups: fc.Arbitrary<Setup> = fc.record({
  agents: fc.array(agentSetup, { minLength: AGENTS, maxLength: AGENTS }),
  teams: fc.array(teamSetup, { minLength: TEAMS, maxLength: TEAMS }),
});

const single: fc.Arbitrary<Single> = fc.oneof(
  weighted(12, "open", { customer: fc.nat({ max: CUSTOMERS - 1 }), team, labels: someSkills }),
  weighted(4, "customer-writes", { conversation }),
  weighted(4, "answer", { conversation }),
  weighted(3, "accept", { conversation }),
  weighted(3, "leave", { conversation }),
  weighted(7, "close", { conversation }),
  weighted(2, "reopen", { conversation }),
  weighted(3, "snooze", { conversation, minutes: fc.constantFrom(null, 1, 600) }),
  weighted(5, "take", { conversation, agent }),
  weighted(2, "hand-over", { conversation, agent }),
  weighted(1, "appoint", { conversation, agent }),
  weighted(2, "pass-on", { conversation, team }),
  weighted(9, "arrive", { agent }),
  weighted(3, "go", { agent }),
  weighted(3, "vanish", { agent }),
  weighted(4, "available", { agent, available: fc.boolean() }),
  weighted(3, "capacity", { agent, capacity }),
  weighted(1, "strategy", { team, strategy }),
  weighted(8, "wait", { seconds: fc.constantFrom(5, 31, 70, 36_000) }),
  weighted(1, "restart"),
);

/** Histories: mostly one thing after the other, now and then several at once. */
export const histories: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 9, arbitrary: single },
    {
      weight: 1,
      arbitrary: fc
        .array(
          single.filter((step) => step.do !== "wait" && step.do !== "restart"),
          { minLength: 1, maxLength: 8 },
        )
        .map((steps): Step => ({ do: "at-once", steps })),
    },
  ),
  { minLength: 1, maxLength: 60, size: "max" },
);

/** Which of so many conversations a step means, counted round; undefined while there is none. */
export function named(number: number, count: number): number | undefined {
  return count === 0 ? undefined : number % count;
}

/** What happens in a step, one thing or several. */
export function singles(step: Step): readonly Single[] {
  return step.do === "at-once" ? step.steps : [step];
}

/** The conversations that a step does this to. */
export function targets(step: Step, what: Single["do"], count: number): Set<number> {
  const found = new Set<number>();
  for (const one of singles(step))
    if (one.do === what && "conversation" in one) {
      const target = named(one.conversation, count);
      if (target !== undefined) found.add(target);
    }
  return found;
}

/** A step in one line, for the story of a history that broke a law. */
export function tell(step: Step): string {
  if (step.do === "at-once") return `at once: ${step.steps.map(tell).join("; ")}`;
  const { do: what, ...details } = step;
  const said = Object.entries(details).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [what, ...said].join(" ");
}

function weighted(
  weight: number,
  what: Single["do"],
  details: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): { weight: number; arbitrary: fc.Arbitrary<Single> } {
  const arbitrary: fc.Arbitrary<unknown> = fc.record({ do: fc.constant(what), ...details });
  return { weight, arbitrary: arbitrary as fc.Arbitrary<Single> };
}
