// Run by Node before any command that needs Bun. The bun package moves its binary into place in an install script,
// which `npm ci --ignore-scripts` (and a hardened npm) leaves out. The binary itself is there all the same, in the
// package of this platform; so it is linked to where `bun` is looked for.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, linkSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What stands at bin/bun.exe until the install script has run is a shell script of a few lines. */
const PLACEHOLDER_BYTES_MAX = 100_000;

// Asked of Node rather than assumed: installed as a dependency, the package has its modules further up.
const home = join(createRequire(import.meta.url).resolve("bun/package.json"), "..");
/** The path of Bun. */
export const bun = join(home, "bin", "bun.exe");

if (!isBinary(bun)) {
  const binary = platformBinaries().find(runs);
  if (binary === undefined) {
    console.error(
      "Bun is not installed for this system: run `npm ci` (with optional packages) and try again.",
    );
    process.exit(1);
  }
  rmSync(bun, { force: true });
  try {
    linkSync(binary, bun);
  } catch {
    copyFileSync(binary, bun);
  }
}

/** @param {string} path */
function isBinary(path) {
  return existsSync(path) && statSync(path).size > PLACEHOLDER_BYTES_MAX;
}

function platformBinaries() {
  const packages = join(home, "..", "@oven/");
  if (!existsSync(packages)) return [];
  return readdirSync(packages)
    .flatMap((name) => [`${packages}${name}/bin/bun`, `${packages}${name}/bin/bun.exe`])
    .filter(isBinary);
}

/** @param {string} binary */
function runs(binary) {
  return spawnSync(binary, ["--version"]).status === 0;
}
