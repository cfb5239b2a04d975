import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client } from "../src/server-sdk/client.ts";
import { difference, NO_DIFFERENCE, tableOf } from "./helpers/documents.ts";

// docs/server-sdk.md says what the server SDK has, and nothing else.

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const document = read("docs/server-sdk.md");

/** The names in the first column of a table, as far as `pattern` finds them. */
function named(heading: string, pattern: RegExp): string[] {
  return tableOf(document, heading).flatMap(([first = ""]) => first.match(pattern) ?? []);
}

test("every option of the client is in the document, and nothing else is", () => {
  const [, options = ""] =
    /interface ClientOptions \{(.*?)\n\}/s.exec(read("src/server-sdk/client.ts")) ?? [];
  const known = [...options.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = ""]) => name);
  expect(known.length).toBeGreaterThan(3);
  expect(difference(known, named("Option", /(?<=`)\w+(?=`)/g))).toEqual(NO_DIFFERENCE);
});

test("every method of the client is in the document, and nothing else is", () => {
  const known = Object.getOwnPropertyNames(Client.prototype).filter((name) => name !== "constructor");
  expect(known.length).toBeGreaterThan(3);
  expect(difference(known, named("Method", /(?<=^`)\w+/))).toEqual(NO_DIFFERENCE);
});

test("every code of an error is in the document, and nothing else is", () => {
  const [, codes = ""] =
    /type DeskbellErrorCode =(.*?);/s.exec(read("src/server-sdk/deskbell-error.ts")) ?? [];
  const known = [...codes.matchAll(/"([\w-]+)"/g)].map(([, code = ""]) => code);
  expect(known.length).toBeGreaterThan(3);
  expect(difference(known, named("Code", /(?<=^`)[\w-]+/))).toEqual(NO_DIFFERENCE);
});
