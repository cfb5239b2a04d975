import { existsSync, readFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { commandWithAllFiles } from "./server-process.ts";

// `npm run bench [figure …]`: measures each figure in a process of its own, which is the load generator as well, so
// that none inherits another's heap. Nothing here judges: the tables say how near each bar is.

/** The files beside this one, in the order of a whole run. */
const FIGURES = [
  "latency",
  "deliveries",
  "connects",
  "memory",
  "durable-sends",
  "sizes-and-start",
  "comeback",
  "claims",
];

/** Ends a figure that hangs; the slowest takes about three minutes. */
const FIGURE_TIMEOUT_MS = 10 * 60_000;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !FIGURES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no figure ${unknown.join(", ")}. Choose from: ${FIGURES.join(", ")}`);
  process.exit(1);
}
describeMachine();
const failed: string[] = [];
for (const name of asked.length > 0 ? asked : FIGURES) if ((await measure(name)) !== 0) failed.push(name);
if (failed.length > 0) console.error(`Could not be measured: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);

async function measure(name: string): Promise<number> {
  const figure = Bun.spawn(
    // Should a figure die, its servers die with it.
    commandWithAllFiles([process.execPath, "--no-orphans", `${import.meta.dirname}/${name}.ts`]),
    { stdio: ["ignore", "inherit", "inherit"], timeout: FIGURE_TIMEOUT_MS, killSignal: "SIGKILL" },
  );
  return await figure.exited;
}

function describeMachine(): void {
  const node = Bun.spawnSync(["node", "--version"]).stdout.toString().trim();
  const [cpu] = cpus();
  console.log(
    `${cpus().length} × ${cpu?.model.trim()}, Linux ${release()}, Bun ${Bun.version}, Node ${node}`,
  );
  const load = "/proc/loadavg";
  if (existsSync(load)) console.log(`Load of the machine before: ${readFileSync(load, "utf8").slice(0, 14)}`);
}
