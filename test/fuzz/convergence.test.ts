import { expect, test } from "bun:test";
import { converge } from "./converge.ts";

const STEPS = 250;
const TIMEOUT_MS = 120_000;
/** Two that stay, and one that nobody has seen before; a failure is run again by putting its seed here. */
const SEEDS = [1, 2, Math.floor(Math.random() * 1_000_000)];

test.each(SEEDS)(
  "whatever breaks, every frame was a row of the log in order, and at rest every tab shows what the database has (seed %d)",
  async (seed) => {
    const outcome = await converge(seed, STEPS);
    expect(outcome.breaches).toEqual([]);
    // Otherwise there was nothing to judge.
    expect(outcome.messages).toBeGreaterThan(10);
    expect(outcome.frames).toBeGreaterThan(30);
  },
  TIMEOUT_MS,
);
