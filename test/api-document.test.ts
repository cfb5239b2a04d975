import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeApi } from "../scripts/describe-api.ts";

test("docs/api.md says what the routes do; `npm run docs` writes it anew", () => {
  expect(readFileSync(join(import.meta.dirname, "../docs/api.md"), "utf8")).toBe(describeApi());
});
