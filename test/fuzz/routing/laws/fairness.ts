import type { Judge, Moment } from "../laws.ts";
import { singles } from "../steps.ts";
import type { WorldState } from "../world.ts";
import { capacityIn, countLoad, gained, isGiving } from "./gains.ts";
import { Passes } from "./passes.ts";

/**
 * While two agents could both have had every conversation that either was given in turn, neither was given two more
 * than the other. The count of a pair begins anew when one of them gets one in another way, or could not have had one.
 */
export function fairnessLaw(): Judge {
  const passes = new Passes();
  const pairs = new Pairs();
  return (moment) => {
    const { before, step, after, entries } = moment;
    const count = before.conversations.length;
    const uncertain = Passes.uncertain(step, count);
    const ready = after.teams.map((_, team) => readyThroughout(moment, team));
    const agents = [...after.agents.keys()];
    const away = agents.filter((agent) => !ready.some((team) => team.has(agent)));
    const breaches: string[] = [];
    for (const agent of away) pairs.forget(agent);
    passes.answered(step, count);
    for (const entry of entries) {
      if (isGiving(entry)) {
        const { agent, conversation, team } = entry;
        const passed = new Set([...passes.of(conversation), ...passedAround(moment, conversation)]);
        const couldHave = (one: number) => ready[team]?.has(one) === true && !passed.has(one);
        const isTurn = entry.because === "next-in-turn" && !uncertain.has(conversation) && couldHave(agent);
        for (const other of agents) {
          if (other === agent) continue;
          if (!isTurn || !couldHave(other)) pairs.restart(agent, other);
          else if (pairs.count(agent, other) > 1)
            breaches.push(`${agent} was given two more in turn than ${other}, at ${conversation}`);
        }
      }
      passes.read(entry);
    }
    passes.answered(step, count);
    for (const agent of away) pairs.forget(agent);
    return breaches;
  };
}

function passedAround({ before, after }: Moment, conversation: number): number[] {
  return [before, after].flatMap((state) => state.conversations[conversation]?.passed ?? []);
}

/** Members of a team who could have had any conversation of the step, in whatever order things happened in it. */
function readyThroughout({ before, step, after, entries }: Moment, teamIndex: number): Set<number> {
  const members = after.teams[teamIndex]?.members ?? [];
  const ready = members.filter((agent) => {
    const changed = singles(step).some((one) => "agent" in one && one.agent === agent);
    const given = entries.filter((entry) => isGiving(entry) && entry.agent === agent);
    const cameBack = entries.some(
      ({ kind, agent: whose }) => whose === agent && (kind === "reopened" || kind === "woken"),
    );
    const unlogged = gained(before, after, agent).some(
      (conversation) => !given.some((entry) => entry.conversation === conversation),
    );
    const atMost = countLoad(before, agent) + given.length;
    if (changed || cameBack || unlogged) return false;
    return [before, after].every((state) => isReady(state, agent, teamIndex, atMost));
  });
  return new Set(ready);
}

function isReady({ agents, teams }: WorldState, index: number, teamIndex: number, atMost: number): boolean {
  const agent = agents[index];
  const team = teams[teamIndex];
  return agent?.onDuty === true && team !== undefined && atMost < capacityIn(agent, team);
}

/** By how much one agent is ahead of another. */
class Pairs {
  readonly #ahead = new Map<string, number>();

  /** Counts one for `agent`; returns how many more they have had than `other`. */
  count(agent: number, other: number): number {
    const ahead = (this.#ahead.get(`${agent} ${other}`) ?? 0) + 1;
    this.#ahead.set(`${agent} ${other}`, ahead);
    this.#ahead.set(`${other} ${agent}`, -ahead);
    return ahead;
  }

  restart(agent: number, other: number): void {
    this.#ahead.delete(`${agent} ${other}`);
    this.#ahead.delete(`${other} ${agent}`);
  }

  forget(agent: number): void {
    for (const pair of this.#ahead.keys())
      if (pair.split(" ").includes(String(agent))) this.#ahead.delete(pair);
  }
}
