import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { APP_WEBHOOK_EVENTS, DESK_WEBHOOK_EVENTS } from "../src/protocol/webhooks.ts";
import { difference, NO_DIFFERENCE, tableOf } from "./helpers/documents.ts";

const page = readFileSync(fileURLToPath(new URL("../docs/webhooks.md", import.meta.url)), "utf8");

test.each([
  ["Desk event", DESK_WEBHOOK_EVENTS],
  ["App event", APP_WEBHOOK_EVENTS],
])("every %s is in docs/webhooks.md, and nothing else is", (heading, events) => {
  const documented = tableOf(page, heading).map(([event = ""]) => event.replaceAll("`", ""));
  expect(difference(events, documented)).toEqual(NO_DIFFERENCE);
});
