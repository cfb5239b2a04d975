import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The chat of examples/from-scratch, started by its one command. Hold it with `await using`. */
export async function startExample(): Promise<{ url: string } & AsyncDisposable> {
  const child = spawn(process.execPath, [`${ROOT}scripts/example.ts`], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let printed = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    const url = /(http:\S+)\/dashboard/.exec(printed)?.[1];
    if (url === undefined) continue;
    const stop = async () => {
      child.kill("SIGTERM");
      await ended;
    };
    return { url, [Symbol.asyncDispose]: stop };
  }
  throw new Error(`The example ended before it was open: ${printed}`);
}
