import fc from "fast-check";
import { type Breach, judgeHistory } from "./judge-history.ts";
import { histories, setups } from "./steps.ts";
import type { RoutingWorld, Setup } from "./world.ts";

/** Where to look: the same seed draws the same histories. */
export interface Search {
  readonly seed: number;
  readonly histories: number;
  /** Looks on for the shortest history that breaks a law. */
  readonly shrink?: boolean;
}

/** A breach, and the desk that it happened to. */
export interface Found extends Breach {
  readonly setup: Setup;
}

/** Lets random histories happen to worlds of their own; undefined when all of them kept every law. */
export async function searchBreach(
  open: (setup: Setup) => RoutingWorld | Promise<RoutingWorld>,
  { seed, histories: count, shrink = false }: Search,
): Promise<Found | undefined> {
  let found: Found | undefined;
  const property = fc.asyncProperty(setups, histories, async (setup, steps) => {
    await using world = await open(setup);
    const breach = await judgeHistory(world, steps);
    if (breach) found = { ...breach, setup };
    return breach === undefined;
  });
  const { errorInstance } = await fc.check(property, { seed, numRuns: count, endOnFailure: !shrink });
  if (found === undefined && errorInstance !== null) throw errorInstance;
  return found;
}
