import type { Candidate } from "./candidate.ts";
import type { Routable } from "./routable.ts";
import type { Rule } from "./rule.ts";

/** Why an agent got a conversation: stable codes, kept in the assignment log. */
export type AgentReason =
  | "next-in-turn"
  | "least-busy"
  | "has-skills"
  | "skills-fallback"
  | "last-agent"
  | "last-agent-away"
  | "only-one";

/** Why a conversation waits although somebody is on duty: stable codes, kept in the assignment log. */
export type QueueReason = "everybody-full" | "manual-queue" | "nobody-has-skills" | "all-let-it-expire";

/** One of the eligible, or a reason of the strategy's own to let the conversation wait. */
export type Choice =
  | { readonly to: "agent"; readonly chosen: Candidate; readonly because: AgentReason }
  | { readonly to: "queue"; readonly because: QueueReason };

/**
 * A way to choose among those who may get a conversation. Pure, in one pass, and the same whatever order the eligible
 * are listed in: what remains equal is decided by whose turn is longest ago, then by the lower id.
 */
export interface Strategy {
  /**
   * `eligible` are on duty, have room and haven't passed; undefined only if there is nobody among them, and then
   * `route` says why.
   */
  choose(conversation: Routable, eligible: readonly Candidate[], rule: Rule): Choice | undefined;
}
