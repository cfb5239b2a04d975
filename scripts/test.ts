import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium, NO_CHROMIUM } from "../test/helpers/chromium.ts";

// `npm test`: builds what the browser gets, makes sure of a browser, runs every test, and ends with one plain line
// that a machine can read: `N passed, N failed`. Arguments go to `bun test`: paths to run only those.

/** Nothing here is timed; this only ends what hangs. The slowest tests kill servers and drive browsers. */
const TEST_TIMEOUT_MS = 60_000;
const RUN_TIMEOUT_MS = 30 * 60_000;

const asked = process.argv.slice(2);
const everything = asked.length === 0;

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
  if (!existsSync("scripts/build.ts")) return;
  const { status: built } = spawnSync(process.execPath, ["scripts/build.ts"], { stdio: "inherit" });
  if (built !== 0) endWith({ passed: 0, failed: 1, why: "The assets could not be built." });
}

async function run(): Promise<{ status: number | null; killed: boolean }> {
  const options = [
    `--timeout=${TEST_TIMEOUT_MS}`,
    "--no-orphans",
    "--isolate",
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

/** The totals on the root element of a JUnit report. */
function countsOf(xml: string): { tests: number; failures: number; skipped: number } | undefined {
  const root = /<testsuites [^>]*>/.exec(xml)?.[0];
  if (root === undefined) return undefined;
  const total = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(root)?.[1] ?? Number.NaN);
  return { tests: total("tests"), failures: total("failures"), skipped: total("skipped") };
}

function judge(): never {
  if (killed)
    endWith({ passed: 0, failed: 1, why: `The run did not end within ${RUN_TIMEOUT_MS / 60_000} minutes.` });
  if (counts === undefined)
    endWith({ passed: 0, failed: 1, why: `The test runner crashed (exit ${status}).` });
  const { tests, failures, skipped } = counts;
  const passed = tests - failures - skipped;
  // A part of the suite may be asked for by name, which skips the rest; in a whole run a skipped test is a failed one.
  const failed = everything ? failures + skipped : failures;
  if (passed + failed === 0) endWith({ passed, failed: 1, why: "No test ran." });
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
