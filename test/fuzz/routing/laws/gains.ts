import type { AgentState, LogEntry, TeamSetup, WorldState } from "../world.ts";

/** How many conversations an agent may have at once in a team; infinite for no limit. */
export function capacityIn(agent: AgentState, team: TeamSetup): number {
  return agent.capacity ?? team.capacity ?? Number.POSITIVE_INFINITY;
}

/** How many open conversations are an agent's. */
export function countLoad(state: WorldState, agent: number): number {
  return state.conversations.filter((one) => one.status === "open" && one.assignee === agent).length;
}

/** Whether an entry of the log gives a conversation to an agent. */
export function isGiving(entry: LogEntry): entry is LogEntry & { readonly agent: number } {
  return entry.agent !== null && GIVING.has(entry.kind);
}

const GIVING = new Set<LogEntry["kind"]>(["offered", "assigned", "taken", "taken-over", "transferred"]);

/** Conversations that are an agent's and open now, and were not before. */
export function gained(before: WorldState, after: WorldState, agent: number): number[] {
  return after.conversations.flatMap((one, conversation) => {
    const former = before.conversations[conversation];
    const isTheirs = one.status === "open" && one.assignee === agent;
    const wasTheirs = former?.status === "open" && former.assignee === agent;
    return isTheirs && !wasTheirs ? [conversation] : [];
  });
}
