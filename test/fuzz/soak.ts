import { parseArgs } from "node:util";
import { converge } from "./converge.ts";

// `npm run soak -- --seed 7 --minutes 30`: the convergence test at length, one seed after the other.

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "10" },
    steps: { type: "string", default: "1000" },
  },
});
const until = performance.now() + Number(values.minutes) * 60_000;
const steps = Number(values.steps);
let failed = 0;

for (let seed = Number(values.seed); performance.now() < until; seed++) {
  const { breaches, messages, frames, sockets } = await converge(seed, steps);
  console.log(
    `seed ${seed}: ${breaches.length === 0 ? "converged" : "FAILED"} after ${steps} steps, ` +
      `${messages} messages, ${frames} frames on ${sockets} sockets`,
  );
  for (const breach of breaches) console.log(`  ${breach}`);
  if (breaches.length > 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
