import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (name: string) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8"));

interface LockedPackage {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
}

const locked: Readonly<Record<string, LockedPackage>> = read("package-lock.json").packages;
const manifest = read("package.json");

test("the lock file names the packages of every system, not only of the one it was written on", () => {
  const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
  );
  expect(missing).toEqual([]);
});

test("every dependency is pinned to one version", () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
});

test("only Bun runs a script at its install, and it is allowed to by name", () => {
  const scripted = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(scripted.map(([path]) => path)).toEqual(["node_modules/bun"]);
  expect(manifest.allowScripts).toEqual({ bun: true });
});

/** As Node looks for it: in the package's own folder, then outwards. */
function isLocked(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, folder.lastIndexOf("/node_modules/"))) {
    if (`${folder}/node_modules/${name}` in locked) return true;
    if (!folder.includes("/node_modules/")) return `node_modules/${name}` in locked;
  }
}
