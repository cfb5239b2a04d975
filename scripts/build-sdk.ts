import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Glob } from "bun";

// `bun scripts/build-sdk.ts` writes `dist/sdk/`: what the package exports, as modules with their declarations.

const ROOT = join(import.meta.dirname, "..");
const SDK = join(ROOT, "dist", "sdk");
const RELATIVE_IMPORT = /(?<=(?:from |import\()")(\.{1,2}\/[^"]+)\.tsx?(?=")/g;

rmSync(SDK, { recursive: true, force: true });
const { status } = spawnSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", join(ROOT, "tsconfig.sdk.json")], {
  stdio: "inherit",
});
if (status !== 0) process.exit(1);

// The compiler leaves the endings in declarations as they are, and these name files that are not in the package.
for (const file of new Glob("**/*.d.ts").scanSync(SDK)) {
  const path = join(SDK, file);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(RELATIVE_IMPORT, "$1.js"));
}
