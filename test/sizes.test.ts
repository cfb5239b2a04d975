import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const KB = 1_000;
/** Gzipped bytes of everything that each face loads before it can be used. */
const BUDGETS = { loader: 2 * KB, widget: 25 * KB, dashboard: 60 * KB };

test("each face loads within its budget", () => {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, `${ROOT}scripts/build.ts`]);
  expect(stderr.toString()).toBe("");
  expect(exitCode).toBe(0);
  const sizes: Record<string, number> = JSON.parse(readFileSync(`${ROOT}dist/sizes.json`, "utf8"));
  for (const [face, budget] of Object.entries(BUDGETS)) {
    expect(sizes[face]).toBeGreaterThan(budget / 10);
    expect(sizes[face]).toBeLessThanOrEqual(budget);
  }
  expect(sizes["loader"]).toBe(gzipSync(readFileSync(`${ROOT}dist/widget.js`), { level: 9 }).length);
});
