import type { StrategyName } from "../../protocol/teams.ts";

/** What a team's settings say about routing at this moment. */
export interface Rule {
  readonly strategy: StrategyName;
  /** What becomes of labels that nobody eligible has, under the strategy `skills`. */
  readonly skillsFallback: "anyone" | "wait";
  /** Whether the team is within its hours. */
  readonly open: boolean;
}
