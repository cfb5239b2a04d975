import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { openFilesMax, socketsWithin } from "./open-files.ts";

test("the limit is the one that the process was started with", () => {
  const module = JSON.stringify(`${import.meta.dirname}/open-files.ts`);
  const program = `console.log((await import(${module})).openFilesMax())`;
  const { stdout } = spawnSync("sh", ["-c", 'ulimit -n 123 && exec "$0" -e "$1"', process.execPath, program]);
  expect(String(stdout)).toBe("123\n");
  expect(openFilesMax()).toBeGreaterThan(123);
});

test("sockets leave a quarter of a small limit, and a thousand of a large one", () => {
  expect([200, 1_024, 20_000].map(socketsWithin)).toEqual([150, 768, 19_000]);
  expect(socketsWithin(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});
