import { expect, test } from "bun:test";
import { DeskWorld } from "./desk-world.ts";
import { searchBreach } from "./search-breach.ts";

// At length: npm run routing-soak.

const SEED = 4;
const HISTORIES = 30;

test(`the desk on its real store keeps every law of routing in ${HISTORIES} histories of seed ${SEED}`, async () => {
  const search = { seed: SEED, histories: HISTORIES, shrink: true };
  expect(await searchBreach((setup) => DeskWorld.begin(setup), search)).toBeUndefined();
});
