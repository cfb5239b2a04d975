import type { Standing } from "../client/queue-state.ts";
import type { Agent } from "../protocol/resources.ts";
import type { TeamSettings } from "../protocol/teams.ts";

export type Presence = "available" | "away" | "offline";

export const PRESENCE_WORDS: Record<Presence, string> = {
  available: "Available",
  away: "Away",
  offline: "Offline",
};

/** Whether somebody is there: away is who is connected and takes nothing new. */
export function presenceOf({ online, available }: Pick<Agent, "online" | "available">): Presence {
  if (!online) return "offline";
  return available ? "available" : "away";
}

/** Agents as of now: what the teams' channels told of who is there is newer than what was loaded. How much each has is told only now and then. */
export function withStandings(
  agents: readonly Agent[],
  standings: ReadonlyMap<string, Standing>,
): readonly Agent[] {
  return agents.map((agent) => {
    const { available, online } = standings.get(agent.id) ?? agent;
    return { ...agent, available, online };
  });
}

/** How many conversations an agent has of how many they take: their own number, or their team's. */
export function loadWords({ load, capacity }: Pick<Agent, "load" | "capacity">, team?: TeamSettings): string {
  const most = capacity ?? team?.capacity ?? null;
  if (most !== null) return `${load} of ${most}`;
  return load === 1 ? "1 conversation" : `${load} conversations`;
}

/** Whether an agent has no room for another conversation. */
export function isFull({ load, capacity }: Pick<Agent, "load" | "capacity">, team?: TeamSettings): boolean {
  const most = capacity ?? team?.capacity ?? null;
  return most !== null && load >= most;
}
