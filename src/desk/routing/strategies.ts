import type { StrategyName } from "../../protocol/teams.ts";
import { lastAgent } from "./strategies/last-agent.ts";
import { leastBusy } from "./strategies/least-busy.ts";
import { manual } from "./strategies/manual.ts";
import { roundRobin } from "./strategies/round-robin.ts";
import { skills } from "./strategies/skills.ts";
import type { Strategy } from "./strategy.ts";

/** Every strategy by the name that a team's settings give it. */
export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  "round-robin": roundRobin,
  "least-busy": leastBusy,
  skills,
  "last-agent": lastAgent,
  manual,
};
