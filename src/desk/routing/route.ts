import { type Candidate, hasRoom } from "./candidate.ts";
import type { Routable } from "./routable.ts";
import type { Rule } from "./rule.ts";
import { strategies } from "./strategies.ts";
import type { AgentReason, QueueReason } from "./strategy.ts";

/** Why nobody answers at the moment: stable codes, kept in the assignment log. */
export type OfflineReason = "outside-hours" | "nobody-on-duty";

/**
 * Who gets a conversation, or why it waits. `considered` counts those who might have got it, and `load` is what the
 * chosen one had before: together they answer "why did Ada get this?".
 */
export type Decision =
  | {
      readonly to: "agent";
      readonly personId: number;
      readonly because: AgentReason;
      readonly load: number;
      readonly considered: number;
    }
  | { readonly to: "queue"; readonly because: QueueReason; readonly considered: number }
  | { readonly to: "offline"; readonly because: OfflineReason; readonly considered: 0 };

/**
 * Decides about one open conversation without an assignee. `candidates` are the members of its team, in any order.
 * Outside of the team's hours nothing is given to anybody, whoever is on duty: agents may still take by hand.
 * Pure: the same arguments give the same answer.
 */
export function route(conversation: Routable, candidates: readonly Candidate[], rule: Rule): Decision {
  if (!rule.open) return { to: "offline", because: "outside-hours", considered: 0 };
  let anyOnDuty = false;
  let anyFull = false;
  const eligible: Candidate[] = [];
  for (const candidate of candidates) {
    if (!candidate.onDuty) continue;
    anyOnDuty = true;
    if (conversation.passed.has(candidate.personId)) continue;
    if (hasRoom(candidate)) eligible.push(candidate);
    else anyFull = true;
  }
  if (!anyOnDuty) return { to: "offline", because: "nobody-on-duty", considered: 0 };
  const choice = strategies[rule.strategy].choose(conversation, eligible, rule);
  const considered = eligible.length;
  if (!choice) return { to: "queue", because: anyFull ? "everybody-full" : "all-let-it-expire", considered };
  if (choice.to === "queue") return { to: "queue", because: choice.because, considered };
  const { personId, load } = choice.chosen;
  return { to: "agent", personId, because: choice.because, load, considered };
}
