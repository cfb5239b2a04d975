import type { Candidate } from "../candidate.ts";
import type { Strategy } from "../strategy.ts";
import { isLessBusy, leastBusy } from "./least-busy.ts";

/**
 * The least busy of those who have every label of the conversation as a skill. If nobody eligible has them all, the
 * team's fallback decides: the least busy of everybody eligible, or it waits. A conversation without labels asks for
 * nothing: the least busy gets it.
 */
export const skills: Strategy = {
  choose(conversation, eligible, rule) {
    if (conversation.labels.length === 0) return leastBusy.choose(conversation, eligible, rule);
    let skilled: Candidate | undefined;
    let anyone: Candidate | undefined;
    for (const candidate of eligible) {
      if (!anyone || isLessBusy(candidate, anyone)) anyone = candidate;
      if ((!skilled || isLessBusy(candidate, skilled)) && hasAll(candidate, conversation.labels))
        skilled = candidate;
    }
    if (skilled) return { to: "agent", chosen: skilled, because: "has-skills" };
    if (rule.skillsFallback === "wait" && anyone) return { to: "queue", because: "nobody-has-skills" };
    return anyone && { to: "agent", chosen: anyone, because: "skills-fallback" };
  },
};

function hasAll(candidate: Candidate, labels: readonly string[]): boolean {
  return labels.every((label) => candidate.skills.includes(label));
}
