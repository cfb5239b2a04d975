import { expect, test } from "bun:test";
import { type Command, matchingCommands } from "./matching-commands.ts";

const command = (name: string, hint: string): Command => ({ name, hint, run: () => {} });
const commands = [
  command("Inés Castellanos", "conversation"),
  command("Vera", "conversation"),
  command("Closed conversations", "go to"),
  command("Team", "settings"),
];

const found = (query: string) => matchingCommands(commands, query).map(({ name }) => name);

test("an empty query finds everything in its order", () => {
  expect(found("")).toEqual(commands.map(({ name }) => name));
});

test("each word of the query must begin a word, in any order, without case and accents", () => {
  expect(found("ines")).toEqual(["Inés Castellanos"]);
  expect(found("CAST in")).toEqual(["Inés Castellanos"]);
  expect(found("conv")).toEqual(["Inés Castellanos", "Vera", "Closed conversations"]);
  expect(found("era")).toEqual([]);
  expect(found("vera team")).toEqual([]);
});
