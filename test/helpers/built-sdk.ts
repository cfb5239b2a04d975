import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The folder of what the package exports, built. Throws what the compiler says. */
export function builtSdk(): string {
  // `npm test` has built already; this is for a test file that is run by itself.
  if (!existsSync(`${ROOT}dist/sdk/client/client.js`)) build();
  return `${ROOT}dist/sdk`;
}

function build(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${ROOT}scripts/build-sdk.ts`], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stdout + stderr);
}
