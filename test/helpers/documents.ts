import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** What stands on one side only when two lists should say the same. */
export function difference(code: Iterable<string>, documents: Iterable<string>) {
  const [inCode, inDocuments] = [new Set(code), new Set(documents)];
  return {
    undocumented: [...inCode].filter((item) => !inDocuments.has(item)),
    unknown: [...inDocuments].filter((item) => !inCode.has(item)),
  };
}

/** Nothing on either side. */
export const NO_DIFFERENCE = { undocumented: [], unknown: [] };

/** The rows, without the header, of the tables whose first column is called `heading`. */
export function tableOf(markdown: string, heading: string): string[][] {
  const rows: string[][] = [];
  let inside = false;
  let former = "";
  for (const line of markdown.split("\n")) {
    if (line.startsWith("|") && !former.startsWith("|")) inside = cellsOf(line)[0] === heading;
    else if (line.startsWith("|") && inside && !/^\|[-:|\s]+\|$/.test(line)) rows.push(cellsOf(line));
    former = line;
  }
  return rows;
}

/** The numbers of the rules that a document states, such as `S10` for `**[S10]**` at the beginning of a line. */
export function statedRules(markdown: string): string[] {
  return [...markdown.matchAll(/^\*\*\[([A-Z]\d+)\]\*\*/gm)].map(([, rule = ""]) => rule);
}

/** The rules that a text mentions, such as `S10` for `[S10]`. */
export function mentionedRules(text: string): string[] {
  return [...text.matchAll(/\[([A-Z]\d+)\](?!\()/g)].map(([, rule = ""]) => rule);
}

/** The titles of the tests in a source text. */
export function testTitles(source: string): string[] {
  return [...source.matchAll(/\b(?:test|it)(?:\.each\([^)]*\))?\(\s*(["'`])(.*?)\1/gs)].map(
    ([, , title = ""]) => title,
  );
}

/** Links of a markdown file that lead to another file or to a heading, and lead nowhere. */
export function brokenLinks(root: string, path: string): string[] {
  const text = readFileSync(join(root, path), "utf8");
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = "", anchor] = target.split("#");
      const destination = file === "" ? join(root, path) : join(root, dirname(path), file);
      if (!exists(destination)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(destination, "utf8")).has(anchor);
    })
    .map((target) => `${path}: ${target}`);
}

/** The npm scripts that a text tells the reader to run. */
export function namedScripts(markdown: string): string[] {
  return [...markdown.matchAll(/\bnpm (?:run ([a-z-]+)|(start|test)\b)/g)].map(
    ([, run, short]) => run ?? short ?? "",
  );
}

/** Every file of a project with such an ending, relative to `root`, without what is built, installed or hidden. */
export function filesEndingIn(root: string, ending: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending))
    .filter((path) => !/(^|\/)(node_modules|dist|data|\..+?)\//.test(path));
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`\n]*`/g, "");
}

/** As GitHub names the anchors of headings. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
