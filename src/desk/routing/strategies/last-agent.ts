import { first } from "../candidate.ts";
import type { Strategy } from "../strategy.ts";
import { isLessBusy, leastBusy } from "./least-busy.ts";

/**
 * Whoever had the customer's conversation last, if they are eligible: else the least busy. `last-agent-away` says that
 * there was such an agent who can't have it now: not on duty, full, no longer in the team, or they let this one pass.
 */
export const lastAgent: Strategy = {
  choose(conversation, eligible, rule) {
    const { lastAgentId } = conversation;
    if (lastAgentId === null) return leastBusy.choose(conversation, eligible, rule);
    const former = eligible.find(({ personId }) => personId === lastAgentId);
    if (former) return { to: "agent", chosen: former, because: "last-agent" };
    const chosen = first(eligible, isLessBusy);
    return chosen && { to: "agent", chosen, because: "last-agent-away" };
  },
};
