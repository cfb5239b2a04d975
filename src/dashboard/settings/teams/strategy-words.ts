import type { StrategyName } from "../../../protocol/teams.ts";

/** What each strategy is called, and what it does in one sentence. */
export const STRATEGY_WORDS: Record<StrategyName, { name: string; sentence: string }> = {
  "round-robin": {
    name: "In turn",
    sentence: "A new conversation goes to whoever has had none for the longest time.",
  },
  "least-busy": {
    name: "Least busy",
    sentence: "It goes to whoever has the fewest open conversations.",
  },
  skills: {
    name: "By skills",
    sentence: "It goes to somebody whose skills cover all of its labels; among those, to the least busy.",
  },
  "last-agent": {
    name: "Same agent again",
    sentence: "It goes to whoever talked with this customer last; if they can't take it, to the least busy.",
  },
  manual: {
    name: "By hand",
    sentence: "It goes to nobody by itself: it waits in the queue until somebody takes it.",
  },
};
