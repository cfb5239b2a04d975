import { type Judge, LAWS, type LawName } from "./laws.ts";
import { type Step, tell } from "./steps.ts";
import type { RoutingWorld } from "./world.ts";

/** How a history broke a law first. */
export interface Breach {
  readonly law: LawName;
  readonly what: string;
  /** Every step until then. */
  readonly story: readonly string[];
}

/** Lets a history happen to a world, and asks every law after each of its steps; undefined when all were kept. */
export async function judgeHistory(world: RoutingWorld, steps: readonly Step[]): Promise<Breach | undefined> {
  const judges = Object.entries(LAWS).map(([law, begin]): [LawName, Judge] => [law as LawName, begin()]);
  let before = await world.observe();
  for (const [index, step] of steps.entries()) {
    await world.apply(step);
    const after = await world.observe();
    const moment = { before, step, after, entries: after.log.slice(before.log.length) };
    for (const [law, judge] of judges) {
      const [what] = judge(moment);
      if (what !== undefined) return { law, what, story: steps.slice(0, index + 1).map(tell) };
    }
    before = after;
  }
  return undefined;
}
