import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Builds what the package exports and returns its folder. Throws what the compiler says. */
export function buildSdk(): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${ROOT}scripts/build-sdk.ts`], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stdout + stderr);
  return `${ROOT}dist/sdk`;
}
