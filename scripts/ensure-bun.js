// Run by Node before any command that needs Bun. The bun package moves its binary into place in an install script,
// which `npm ci --ignore-scripts` (and a hardened npm) leaves out. The binary itself is there all the same, in the
// package of this platform; so it is linked to where `bun` is looked for.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, linkSync, readdirSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What stands at bin/bun.exe until the install script has run is a shell script of a few lines. */
const PLACEHOLDER_BYTES_MAX = 100_000;

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const target = `${modules}bun/bin/bun.exe`;

if (!isBinary(target)) {
  const binary = platformBinaries().find(runs);
  if (binary === undefined) {
    console.error(
      "Bun is not installed for this system: run `npm ci` (with optional packages) and try again.",
    );
    process.exit(1);
  }
  rmSync(target, { force: true });
  try {
    linkSync(binary, target);
  } catch {
    copyFileSync(binary, target);
  }
}

/** @param {string} path */
function isBinary(path) {
  return existsSync(path) && statSync(path).size > PLACEHOLDER_BYTES_MAX;
}

function platformBinaries() {
  const packages = `${modules}@oven/`;
  if (!existsSync(packages)) return [];
  return readdirSync(packages)
    .flatMap((name) => [`${packages}${name}/bin/bun`, `${packages}${name}/bin/bun.exe`])
    .filter(isBinary);
}

/** @param {string} binary */
function runs(binary) {
  return spawnSync(binary, ["--version"]).status === 0;
}
