#!/usr/bin/env node
// `deskbell [flags]` starts the server, `deskbell app …` speaks to its data directory. Both run on the Bun that came
// with this package.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { bun } from "../scripts/ensure-bun.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const [first = "--"] = args;
const starts = first.startsWith("--") && first !== "--help";
const assetsMissing = !existsSync(`${root}dist/sizes.json`);

// A packed copy brings its assets; a checkout makes them.
if (starts && assetsMissing) await run([`${root}scripts/build.ts`]);
process.exit(await run([`${root}src/${starts ? "main" : "cli"}.ts`, ...args]));

/**
 * The child has a process group of its own, so that a Ctrl-C reaches it once, from here: a second one means "at once".
 *
 * @param {string[]} command
 * @returns {Promise<number>}
 */
function run(command) {
  const child = spawn(bun, command, { stdio: "inherit", detached: true });
  const forwards = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
    const forward = () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
    process.on(signal, forward);
    return () => process.off(signal, forward);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const stop of forwards) stop();
      resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]);
    });
  });
}
