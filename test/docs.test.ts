import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "../src/config.ts";
import { PROBLEMS, SOCKET_ERRORS } from "../src/protocol/errors.ts";
import {
  brokenLinks,
  difference,
  filesEndingIn,
  mentionedRules,
  NO_DIFFERENCE,
  namedScripts,
  statedRules,
  tableOf,
  testTitles,
} from "./helpers/documents.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string) => readFileSync(ROOT + path, "utf8");
const documents = filesEndingIn(ROOT, ".md").filter((path) => !path.startsWith("test/fixtures/"));
const tests = filesEndingIn(ROOT, ".test.ts").concat(filesEndingIn(ROOT, ".test.tsx"));

test("every setting is in docs/running.md with its default and its sentence, and nothing else is", () => {
  const settings = Object.values(SETTINGS).map(({ variable, fallback, sentence }) =>
    [`\`${variable}\``, fallback === undefined ? "" : `\`${fallback}\``, sentence].join(" | "),
  );
  const documented = tableOf(text("docs/running.md"), "Variable");
  expect(
    difference(
      settings,
      documented.map((cells) => cells.join(" | ")),
    ),
  ).toEqual(NO_DIFFERENCE);
});

test("every problem code is in docs/api.md with its status, and nothing else is", () => {
  const codes = Object.entries(PROBLEMS).map(([code, { status }]) => `\`${code}\` ${status}`);
  const documented = tableOf(text("docs/api.md"), "Code");
  expect(
    difference(
      codes,
      documented.map(([code, status]) => `${code} ${status}`),
    ),
  ).toEqual(NO_DIFFERENCE);
});

test("[E3] every socket error is in docs/protocol.md, and nothing else is", () => {
  const documented = tableOf(text("docs/protocol.md"), "Code");
  expect(
    difference(
      Object.keys(SOCKET_ERRORS),
      documented.map(([code = ""]) => code),
    ),
  ).toEqual(NO_DIFFERENCE);
});

test("every problem code and every socket error is given by some source", () => {
  const sources = filesEndingIn(`${ROOT}src/`, ".ts")
    .filter((path) => path !== "protocol/errors.ts" && !path.endsWith(".test.ts"))
    .map((path) => text(`src/${path}`))
    .join("\n");
  const codes = [...Object.keys(PROBLEMS).map((code) => `"${code}"`), ...Object.keys(SOCKET_ERRORS)];
  expect(codes.filter((code) => !sources.includes(code))).toEqual([]);
});

test("every problem code but that of our own faults is provoked by a test on the running program", () => {
  const sources = filesEndingIn(`${ROOT}test/integration/`, ".ts").map((path) =>
    text(`test/integration/${path}`),
  );
  const provoked = (code: string) => sources.some((source) => source.includes(`"${code}"`));
  expect(Object.keys(PROBLEMS).filter((code) => !provoked(code))).toEqual(["internal"]);
});

test("every rule of docs/protocol.md is held by a test that cites it, and every cited rule exists", () => {
  const cited = tests.flatMap((path) => testTitles(text(path)).flatMap(mentionedRules));
  expect(difference(statedRules(text("docs/protocol.md")), cited)).toEqual(NO_DIFFERENCE);
});

test("a rule of docs/protocol.md has one number, and refers to rules that exist", () => {
  const rules = statedRules(text("docs/protocol.md"));
  expect(rules.length).toBe(new Set(rules).size);
  expect(difference(rules, mentionedRules(text("docs/protocol.md"))).unknown).toEqual([]);
});

test("every relative link of every document leads somewhere", () => {
  expect(documents).toContain("README.md");
  expect(documents.flatMap((path) => brokenLinks(ROOT, path))).toEqual([]);
});

test("every npm command that a document names exists", () => {
  const { scripts } = JSON.parse(text("package.json"));
  const named = documents.flatMap((path) => namedScripts(text(path)));
  expect(named).toContain("start");
  expect(difference(Object.keys(scripts), named).unknown).toEqual([]);
});

test("what stands on one side only is found, whichever side it is", () => {
  expect(difference(["a", "b"], ["b", "c"])).toEqual({ undocumented: ["a"], unknown: ["c"] });
});

test("a table is read by the heading of its first column, without the tables around it", () => {
  const page = "| Code | A |\n|---|---|\n| `x` | 1 |\n\ntext\n\n| Other | B |\n|---|---|\n| `y` | 2 |\n";
  expect(tableOf(page, "Code")).toEqual([["`x`", "1"]]);
});

test("rules are found where they are stated, and in the titles that cite them", () => {
  expect(statedRules("**[S1]** A rule, see [S2].\n\n[S3] is mentioned.")).toEqual(["S1"]);
  expect(mentionedRules("[S2] and [R10], not a [link](x.md) or [L1](y.md)")).toEqual(["S2", "R10"]);
  const source = 'test("[S1] it holds", () => {});\ntest.each(rows)(\n  `[S2] %s holds`, () => {});\n// [S3]';
  expect(testTitles(source).flatMap(mentionedRules)).toEqual(["S1", "S2"]);
});

test("an npm command is found however it is written", () => {
  expect(namedScripts("`npm ci && npm start`, npm run soak, `npm test -- x`")).toEqual([
    "start",
    "soak",
    "test",
  ]);
});

test("a link to a file or a heading that is not there is found", () => {
  expect(brokenLinks(`${ROOT}test/fixtures/`, "links.md")).toEqual([
    "links.md: nowhere.md",
    "links.md: #no-such-heading",
    "links.md: links.md#nor-this",
  ]);
});
