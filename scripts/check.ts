import { spawnSync } from "node:child_process";

/** Everything `npm run check` judges, in the order that fails fastest. */
const steps: readonly (readonly [title: string, ...command: string[]])[] = [
  ["format", "biome", "check", "--error-on-warnings", "."],
  ["lint", "oxlint", "--type-aware", "--deny-warnings"],
  ["types: protocol", "tsc", "-p", "tsconfig.protocol.json"],
  ["types: server", "tsc", "-p", "tsconfig.server.json"],
  ["types: browser", "tsc", "-p", "tsconfig.browser.json"],
  ["types: tests", "tsc", "-p", "tsconfig.json"],
];

const failed = steps.filter(([title, command = "", ...args]) => {
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${title}`);
  return status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
