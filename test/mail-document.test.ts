import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { IGNORED_BECAUSE } from "../src/desk/inbound-email.ts";
import { difference, NO_DIFFERENCE, tableOf } from "./helpers/documents.ts";

const page = readFileSync(fileURLToPath(new URL("../docs/mail.md", import.meta.url)), "utf8");

test("every reason to ignore a mail is in docs/mail.md, and nothing else is", () => {
  const documented = tableOf(page, "`result`").flatMap(
    ([, because = ""]) => because.replaceAll("`", "") || [],
  );
  expect(difference(IGNORED_BECAUSE, documented)).toEqual(NO_DIFFERENCE);
});
