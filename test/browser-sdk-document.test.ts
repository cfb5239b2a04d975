import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { difference, NO_DIFFERENCE, tableOf } from "./helpers/documents.ts";

// docs/browser-sdk.md says what the browser SDK has, and nothing else.

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const document = read("docs/browser-sdk.md");

/** The names in the first column of a table, without their quotes. */
function named(heading: string): string[] {
  return tableOf(document, heading).flatMap(
    ([first = ""]) => first.match(/(?<=`)[\w:-]+/g)?.slice(0, 1) ?? [],
  );
}

test("every option of the client is in the document, and nothing else is", () => {
  const [, options = ""] =
    /interface ClientOptions \{([^}]*(?:\{[^}]*\}[^}]*)*)\n\}/.exec(read("src/client/client.ts")) ?? [];
  const known = [...options.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = ""]) => name);
  expect(known.length).toBeGreaterThan(3);
  expect(difference(known, named("Option"))).toEqual(NO_DIFFERENCE);
});

test("every state of the connection is in the document, and nothing else is", () => {
  const [, states = ""] = /type SocketState =([^;]*);/.exec(read("src/client/socket.ts")) ?? [];
  const known = [...states.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  expect(known.length).toBeGreaterThan(3);
  expect(difference(known, named("State"))).toEqual(NO_DIFFERENCE);
});

test("every event that a channel tells by itself is in the document, and nothing else is", () => {
  const [summary = ""] =
    /\/\*\*\n \* A channel as a program[\s\S]*?\*\//.exec(read("src/client/channel.ts")) ?? [];
  const known = [...summary.matchAll(/`(realtime:\w+)`/g)].map(([, name = ""]) => name);
  expect(known.length).toBeGreaterThan(3);
  expect(difference(known, named("Event"))).toEqual(NO_DIFFERENCE);
});
