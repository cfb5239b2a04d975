import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const BREAKS = fileURLToPath(new URL("../helpers/breaks-in-sweep.ts", import.meta.url));

test("a start that can't be ends at once, with a sentence for each fault and no trace of the code", async () => {
  await using running = await startProcess();
  using fresh = new TemporaryDirectory();
  const { port } = new URL(running.url);
  const cases: [env: Record<string, string>, told: string][] = [
    [
      { PORT: port, DATA_DIR: fresh.path },
      "The port is in use. Choose another PORT, or 0 for any that is free.\n",
    ],
    [
      { PORT: "0", DATA_DIR: running.dataDir },
      `Another Deskbell is running on ${running.dataDir}. Stop it first, or choose another DATA_DIR.\n`,
    ],
    [
      { PORT: "x", LOG_LEVEL: "loud" },
      'PORT is "x", but should be a whole number from 0 to 65535\n' +
        'LOG_LEVEL is "loud", but should be one of trace, debug, info, warn, error, silent\n',
    ],
  ];
  const garbage = join(fresh.path, "garbage");
  mkdirSync(garbage);
  writeFileSync(join(garbage, "deskbell.db"), "This is no database. ".repeat(100));
  cases.push([{ PORT: "0", DATA_DIR: garbage }, unusable(garbage, "file is not a database")]);
  for (const [env, told] of cases) expect(await start(env)).toEqual({ code: 1, printed: "", told });
});

test("what nobody thought of ends the program, and stands in the log like everything else", async () => {
  using fresh = new TemporaryDirectory();
  const { code, printed, told } = await start({ PORT: "0", DATA_DIR: fresh.path }, [], BREAKS);
  expect([code, told]).toEqual([1, ""]);
  const last: unknown = JSON.parse(printed.trim().split("\n").at(-1) ?? "");
  expect(last).toMatchObject({ level: 60, err: { message: "Nobody thought of this" } });
});

test("a disk that takes nothing is called that, and not another Deskbell", async () => {
  using fresh = new TemporaryDirectory();
  const full = ["sh", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$@"', "sh"];
  const { told } = await start({ PORT: "0", DATA_DIR: fresh.path }, full);
  expect(told).toBe(unusable(fresh.path, "disk I/O error"));
});

function unusable(directory: string, why: string): string {
  return `DATA_DIR ${directory} can't be used: ${why}. It must be a directory in which you may write, with room on its disk.\n`;
}

async function start(
  env: Record<string, string>,
  through: readonly string[] = [],
  entry = MAIN,
): Promise<{ code: number; printed: string; told: string }> {
  const child = Bun.spawn([...through, process.execPath, entry], {
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [code, printed, told] = await Promise.all([
    child.exited,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code, printed, told };
}
