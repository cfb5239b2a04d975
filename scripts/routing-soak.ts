import { parseArgs } from "node:util";
import { DeskWorld } from "../test/fuzz/routing/desk-world.ts";
import { searchBreach } from "../test/fuzz/routing/search-breach.ts";

// `npm run routing-soak -- --histories 10000 --seed 1`: random histories happen to the desk on its real store, and the
// laws of routing are asked after every step. A batch that fails names the seed that repeats it.

const BATCH = 100;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    histories: { type: "string", default: "10000" },
  },
});
const total = Number(values.histories);
const begun = performance.now();
let seed = Number(values.seed);
for (let done = 0; done < total; seed++) {
  const histories = Math.min(BATCH, total - done);
  const found = await searchBreach((setup) => DeskWorld.begin(setup), { seed, histories, shrink: true });
  if (found) {
    console.log(`FAILED with --seed ${seed} --histories ${histories}: ${found.law}`);
    console.log(`  ${found.what}`);
    for (const step of found.story) console.log(`  after ${step}`);
    console.log(`  on ${JSON.stringify(found.setup)}`);
    process.exit(1);
  }
  done += histories;
  const seconds = Math.round((performance.now() - begun) / 1_000);
  console.log(`${done} of ${total} histories kept every law, until seed ${seed}, in ${seconds} s`);
}
process.exit(0);
