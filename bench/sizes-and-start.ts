import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { median } from "./quantile.ts";
import { rssBytes } from "./server-process.ts";
import { figure, printTable, verdict } from "./table.ts";

// What a newcomer waits for: the bytes of each face, the time from the command to an answer, and what the program
// then takes of the machine.

const ROOT = join(import.meta.dirname, "..");
const ROUNDS = 7;
const START_TIMEOUT_MS = 20_000;
const POLL_EVERY_MS = 2;
/** How long a started program is left alone before its memory is read. */
const IDLE_MS = 5_000;
const MIB = 1024 * 1024;

const BARS = { loader: 2_000, widget: 25_000, dashboard: 60_000 } as const;
const START_BAR_MS = 1_000;
const IDLE_RSS_BAR_BYTES = 150_000_000;

Bun.spawnSync([process.execPath, "scripts/build.ts"], { cwd: ROOT });
printSizes();
await printStart();

function printSizes(): void {
  const file = join(ROOT, "dist/sizes.json");
  if (!existsSync(file)) throw new Error("scripts/build.ts wrote no dist/sizes.json");
  const sizes: Record<string, number> = JSON.parse(readFileSync(file, "utf8"));
  printTable("Bytes until a face can be used, gzipped", [
    ["face", "bytes", "bar", ""],
    ...Object.entries(BARS).map(([face, bar]) => {
      const bytes = sizes[face] ?? 0;
      if (bytes === 0) return [face, "not built", `≤ ${figure(bar)}`, ""];
      return [face, figure(bytes), `≤ ${figure(bar)}`, verdict(bytes <= bar)];
    }),
  ]);
}

async function printStart(): Promise<void> {
  const whole: number[] = [];
  const program: number[] = [];
  const rss: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    whole.push((await start(["npm", "start"])).ms);
    const alone = await start([process.execPath, "src/main.ts"], IDLE_MS);
    program.push(alone.ms);
    rss.push(alone.rss);
  }
  printTable(`Start: exec to the first answer of GET /health, median of ${ROUNDS}, new data directory each`, [
    ["what", "measured", "bar", ""],
    [
      "npm start (npm, node, build, program)",
      figure(median(whole), "ms"),
      "< 1,000 ms",
      verdict(median(whole) < START_BAR_MS),
    ],
    ["bun src/main.ts", figure(median(program), "ms"), "", ""],
    [
      "resident memory after 5 s idle",
      figure(median(rss) / MIB, "MiB"),
      "< 150 MB",
      verdict(median(rss) < IDLE_RSS_BAR_BYTES),
    ],
  ]);
}

/** Starts the program on a new data directory; `idleMs` later reads its memory, and ends it. */
async function start(command: string[], idleMs = 0): Promise<{ ms: number; rss: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), "deskbell-bench-"));
  const port = freePort();
  const from = performance.now();
  // A process group of its own: `npm start` is several processes, and all of them must end.
  const child = Bun.spawn(command, {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      DATA_DIR: dataDir,
      PORT: String(port),
    },
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  });
  try {
    await answers(port, child, from + START_TIMEOUT_MS);
    const ms = performance.now() - from;
    await Bun.sleep(idleMs);
    return { ms, rss: rssBytes(child.pid) };
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    await child.exited;
    rmSync(dataDir, { recursive: true });
  }
}

async function answers(port: number, program: Subprocess, until: number): Promise<void> {
  while (performance.now() < until && program.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await Bun.sleep(POLL_EVERY_MS);
  }
  throw new Error(`The program did not answer (exit ${program.exitCode})`);
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
