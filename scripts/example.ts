import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// `npm run example`: a Deskbell with an app for the chat of examples/from-scratch, and that chat's own server, which
// listens on PORT, 4000 by default. What they keep is gone when they end.

const ROOT = join(import.meta.dirname, "..");
const APP = "--id example --key example-key --secret example-secret".split(" ");

const dataDir = mkdtempSync(join(tmpdir(), "deskbell-example-"));
for (const script of ["build.ts", "build-sdk.ts"]) run(join(ROOT, "scripts", script));
run(join(ROOT, "src/cli.ts"), "app", "create", ...APP, "--data-dir", dataDir);

const deskbell = spawn(process.execPath, [join(ROOT, "src/main.ts"), "--port", "0", "--data-dir", dataDir], {
  env: { ...process.env, LOG_LEVEL: "warn" },
  stdio: ["ignore", "pipe", "inherit"],
});
const chat = spawn("node", [join(ROOT, "examples/from-scratch/server.js")], {
  env: { ...process.env, DESKBELL_URL: await address(deskbell) },
  stdio: ["ignore", "inherit", "inherit"],
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
// Neither is of use without the other.
for (const child of [deskbell, chat]) child.once("exit", end);

function end(): void {
  deskbell.kill("SIGKILL");
  chat.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
}

function run(...command: string[]): void {
  const { status } = spawnSync(process.execPath, command, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) process.exit(1);
}

/** Where it says that it is open. */
async function address({ stdout }: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    printed += chunk;
    const url = /(http:\S+)\/demo\s/.exec(printed)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error("The server ended before it was open");
}
