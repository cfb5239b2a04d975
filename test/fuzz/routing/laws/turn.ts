import type { Judge, Moment } from "../laws.ts";
import type { ConversationState, WorldState } from "../world.ts";
import { suits } from "./idle.ts";

/**
 * Nobody jumps the queue: the desk gives an agent nothing while somebody who has waited longer for the same team goes
 * on waiting, and could have had that agent.
 */
export function turnLaw(): Judge {
  return (moment) =>
    moment.entries.flatMap(({ kind, agent, conversation, team }) => {
      if (agent === null || (kind !== "offered" && kind !== "assigned")) return [];
      const given = moment.after.conversations[conversation];
      if (!given) return [];
      return passedOver(moment, team)
        .filter((other) => isEarlier(moment.after, other, conversation))
        .filter((other) => couldHave(moment, agent, other))
        .map((other) => `${conversation} was given to ${agent} before ${other}, which waits for longer`);
    });
}

/** What waits for a team all through the step. */
function passedOver({ before, after, entries }: Moment, team: number): number[] {
  const waited = new Set(before.teams[team]?.queue);
  for (const { conversation } of entries) waited.delete(conversation);
  return (after.teams[team]?.queue ?? []).filter((conversation) => waited.has(conversation));
}

function isEarlier({ conversations }: WorldState, one: number, other: number): boolean {
  return Number(conversations[one]?.waitsFrom) < Number(conversations[other]?.waitsFrom);
}

/** Whether the agent was there for it all the time. */
function couldHave({ before, after }: Moment, agent: number, conversation: number): boolean {
  return [before, after].every((state) => {
    const waiting: ConversationState | undefined = state.conversations[conversation];
    const person = state.agents[agent];
    const team = waiting && state.teams[waiting.team];
    if (!waiting || !person?.onDuty || !team?.open || waiting.passed.includes(agent)) return false;
    return suits(person, waiting, team);
  });
}
