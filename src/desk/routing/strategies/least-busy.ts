import { type Candidate, first, isEarlier } from "../candidate.ts";
import type { Strategy } from "../strategy.ts";

/** Whoever has the fewest open conversations, whatever they have room for. */
export const leastBusy: Strategy = {
  choose(_conversation, eligible) {
    const chosen = first(eligible, isLessBusy);
    return chosen && { to: "agent", chosen, because: eligible.length === 1 ? "only-one" : "least-busy" };
  },
};

/** Whether `one` has fewer than `other`; the earlier turn decides between equals. */
export function isLessBusy(one: Candidate, other: Candidate): boolean {
  return one.load === other.load ? isEarlier(one, other) : one.load < other.load;
}
