import type { Judge } from "../laws.ts";
import type { AgentState, ConversationState, TeamState, WorldState } from "../world.ts";
import { capacityIn, countLoad } from "./gains.ts";

/**
 * At rest, no conversation waits while somebody could have it: a member of its team on duty, with room, who hasn't let
 * it pass and has what the team's rule asks for. Not outside of the hours, nor where agents take by hand.
 */
export function idleLaw(): Judge {
  return ({ after }) =>
    after.conversations.flatMap((conversation, index) => {
      const team = after.teams[conversation.team];
      const waits = conversation.status === "open" && conversation.assignee === null;
      if (!waits || !team?.open || team.strategy === "manual") return [];
      const able = team.members.filter((agent) => mayHave(after, agent, conversation, team));
      return able.length === 0 ? [] : [`${index} waits, and ${able.join()} could have it`];
    });
}

function mayHave(
  state: WorldState,
  index: number,
  conversation: ConversationState,
  team: TeamState,
): boolean {
  const agent = state.agents[index];
  return (
    agent?.onDuty === true &&
    countLoad(state, index) < capacityIn(agent, team) &&
    !conversation.passed.includes(index) &&
    suits(agent, conversation, team)
  );
}

/** Whether the agent has what the team's rule asks for. */
export function suits(agent: AgentState, { labels }: ConversationState, team: TeamState): boolean {
  if (team.strategy !== "skills" || team.skillsFallback === "anyone") return true;
  return labels.every((label) => agent.skills.includes(label));
}
