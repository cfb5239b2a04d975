import { first, isEarlier } from "../candidate.ts";
import type { Strategy } from "../strategy.ts";

/**
 * Whoever's turn is longest ago. Fair within one: while the same agents stay eligible, nobody gets two conversations
 * more than another.
 */
export const roundRobin: Strategy = {
  choose(_conversation, eligible) {
    const chosen = first(eligible, isEarlier);
    return chosen && { to: "agent", chosen, because: eligible.length === 1 ? "only-one" : "next-in-turn" };
  },
};
