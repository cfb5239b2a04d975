import type { Judge, Moment } from "../laws.ts";
import { singles } from "../steps.ts";
import type { LogEntry, WorldState } from "../world.ts";
import { capacityIn, countLoad, gained, isGiving } from "./gains.ts";

/**
 * Nobody is given a conversation, by the desk or by hand, while they have as many as they may have; and the desk knows
 * how many they have. Who was given more room, or less, within the step counts with the larger.
 */
export function capacityLaw(): Judge {
  return (moment) => [...miscounted(moment), ...overfilled(moment), ...logged(moment)];
}

function miscounted({ after }: Moment): string[] {
  return after.agents.flatMap(({ load }, agent) => {
    const counted = countLoad(after, agent);
    return load === counted ? [] : [`${agent} has ${counted} conversations, and the desk believes ${load}`];
  });
}

function overfilled(moment: Moment): string[] {
  const { before, after, entries } = moment;
  return after.agents.flatMap((_, agent) => {
    const load = countLoad(after, agent);
    if (gained(before, after, agent).length === 0) return [];
    const theirs = [...gained(before, after, agent), ...cameTo(entries, agent)];
    const teams = theirs.flatMap((one) => after.conversations[one]?.team ?? []);
    const room = Math.max(...teams.map((team) => roomIn(moment, agent, team)));
    return load > room ? [`${agent} was given more and has ${load}, with room for ${room}`] : [];
  });
}

function logged(moment: Moment): string[] {
  return moment.entries.flatMap((entry) => {
    if (!isGiving(entry) || entry.load === null) return [];
    const room = roomIn(moment, entry.agent, entry.team);
    if (entry.load < room) return [];
    return [`${entry.agent} had ${entry.load} and was given ${entry.conversation}, with room for ${room}`];
  });
}

/** What came to an agent within the step, though it may have been theirs before it as well. */
function cameTo(entries: readonly LogEntry[], agent: number): number[] {
  return entries
    .filter((entry) => entry.agent === agent)
    .filter((entry) => isGiving(entry) || entry.kind === "reopened" || entry.kind === "woken")
    .map(({ conversation }) => conversation);
}

/** The most that an agent may have had during the step: figures that didn't outlast it count as well. */
function roomIn({ before, step, after }: Moment, agent: number, team: number): number {
  const passing = singles(step).flatMap((one) =>
    one.do === "capacity" && one.agent === agent ? [roomAt(after, agent, team, one.capacity)] : [],
  );
  return Math.max(roomAt(before, agent, team), roomAt(after, agent, team), ...passing);
}

function roomAt(
  { agents, teams }: WorldState,
  index: number,
  teamIndex: number,
  own?: number | null,
): number {
  const agent = agents[index];
  const team = teams[teamIndex];
  if (!agent || !team) return 0;
  return capacityIn(own === undefined ? agent : { ...agent, capacity: own }, team);
}
