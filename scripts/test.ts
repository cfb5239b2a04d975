import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Glob } from "bun";
import { findChromium, NO_CHROMIUM } from "../test/helpers/chromium.ts";

// `npm test`: builds what the browser and the embedders get, makes sure of a browser, runs every test, and ends with one plain line
// that a machine can read: `N passed, N failed`. Arguments go to `bun test`: paths to run only those.

/** Nothing here is timed; this only ends what hangs. The slowest tests kill servers and drive browsers. */
const TEST_TIMEOUT_MS = 60_000;
const RUN_TIMEOUT_MS = 30 * 60_000;
/** Test files that run at once, each in a process: a browser and a server in each keep more than one core busy. */
const WORKERS_MAX = 4;
/** Roughly how long a file takes, by its folder, in ms: those begun last should be over soon. */
const DURATIONS = { "test/e2e/": 30_000, "test/": 3_000, "src/": 300 };

const asked = process.argv.slice(2);
const everything = asked.length === 0;
const files = [...new Glob("{src,test}/**/*.test.{ts,tsx}").scanSync(".")].sort();

build();
const chromiumPath = await findChromium({ mayInstall: true });
if (chromiumPath === undefined) endWith({ passed: 0, failed: 1, why: NO_CHROMIUM });

const scratch = mkdtempSync(join(tmpdir(), "deskbell-test-"));
const report = join(scratch, "report.xml");
const { status, killed } = await run();
const counts = existsSync(report) ? countsOf(readFileSync(report, "utf8")) : undefined;
rmSync(scratch, { recursive: true });
judge();

function build(): void {
  for (const script of ["scripts/build.ts", "scripts/build-sdk.ts"]) {
    const { status: built } = spawnSync(process.execPath, [script], { stdio: "inherit" });
    if (built !== 0) endWith({ passed: 0, failed: 1, why: `${script} failed.` });
  }
}

async function run(): Promise<{ status: number | null; killed: boolean }> {
  const timings = join(scratch, "timings.json");
  writeFileSync(timings, JSON.stringify({ version: 1, files: expectedDurations() }));
  const options = [
    `--timeout=${TEST_TIMEOUT_MS}`,
    "--no-orphans",
    `--parallel=${Math.min(availableParallelism(), WORKERS_MAX)}`,
    `--timings=${timings}`,
    "--reporter=junit",
    `--reporter-outfile=${report}`,
  ];
  // CI makes `test.only` an error, so that a forgotten one can't hide the rest.
  const env = { ...process.env, CI: "true", CHROMIUM_PATH: chromiumPath };
  const targets = everything ? ["./src", "./test"] : asked;
  const child = spawn(process.execPath, ["test", ...options, ...targets], { env, stdio: ["ignore", 1, 1] });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("exit", resolve);
  let overdue = false;
  const limit = setTimeout(() => {
    overdue = true;
    child.kill("SIGKILL");
  }, RUN_TIMEOUT_MS);
  const exit = await promise;
  clearTimeout(limit);
  return { status: exit, killed: overdue };
}

function expectedDurations(): Record<string, number> {
  const byFolder = Object.entries(DURATIONS);
  const durationOf = (file: string) => byFolder.find(([folder]) => file.startsWith(folder))?.[1] ?? 0;
  return Object.fromEntries(files.map((file) => [file, durationOf(file)]));
}

/** The totals on the root element of a JUnit report, and the files that it tells of. */
function countsOf(
  xml: string,
): { tests: number; failures: number; skipped: number; reported: Set<string | undefined> } | undefined {
  const root = /<testsuites [^>]*>/.exec(xml)?.[0];
  if (root === undefined) return undefined;
  const total = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(root)?.[1] ?? Number.NaN);
  const reported = new Set([...xml.matchAll(/<testsuite [^>]*\bfile="([^"]*)"/g)].map(([, file]) => file));
  return { tests: total("tests"), failures: total("failures"), skipped: total("skipped"), reported };
}

function judge(): never {
  if (killed)
    endWith({ passed: 0, failed: 1, why: `The run did not end within ${RUN_TIMEOUT_MS / 60_000} minutes.` });
  if (counts === undefined)
    endWith({ passed: 0, failed: 1, why: `The test runner crashed (exit ${status}).` });
  const { tests, failures, skipped, reported } = counts;
  const passed = tests - failures - skipped;
  // A file that doesn't load, or whose worker died before it came to it, leaves no trace in the report.
  const missing = everything ? files.filter((file) => !reported.has(file)) : [];
  // A part of the suite may be asked for by name, which skips the rest; in a whole run a skipped test is a failed one.
  const failed = everything ? failures + skipped + missing.length : failures;
  if (passed + failed === 0) endWith({ passed, failed: 1, why: "No test ran." });
  if (missing.length > 0) endWith({ passed, failed, why: `These did not run: ${missing.join(", ")}` });
  if (everything && skipped > 0)
    endWith({ passed, failed, why: `${skipped} skipped or to do: they count as failed.` });
  if (status !== 0 && failed === 0)
    endWith({ passed, failed: 1, why: `An error outside of any test (exit ${status}).` });
  endWith({ passed, failed });
}

function endWith(end: { passed: number; failed: number; why?: string }): never {
  if (end.why !== undefined) console.log(end.why);
  console.log(`${end.passed} passed, ${end.failed} failed`);
  process.exit(end.failed === 0 ? 0 : 1);
}
