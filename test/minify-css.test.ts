import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { minifiedCss } from "../scripts/minify-css.ts";

const folder = mkdtempSync(join(tmpdir(), "deskbell-css-"));
afterAll(() => rmSync(folder, { recursive: true }));

function minified(css: string): string {
  const path = join(folder, "sheet.css");
  writeFileSync(path, css);
  return minifiedCss(path);
}

test("comments and white space go", () => {
  expect(minified("/* a\nb */\n.a,\n.b > .c {\n  color: red;\n  margin: 0 auto;\n}\n")).toBe(
    ".a,.b>.c{color:red;margin:0 auto}",
  );
});

test("what carries a meaning stays", () => {
  expect(minified(".a :hover { inline-size: calc(100% - (2px + 0.5em)) !important; }")).toBe(
    ".a :hover{inline-size:calc(100% - (2px + .5em))!important}",
  );
  expect(minified("@media (max-width: 480px) and (pointer: coarse) { .a { inset: 10.5px 0 } }")).toBe(
    "@media (max-width:480px) and (pointer:coarse){.a{inset:10.5px 0}}",
  );
  expect(minified(".a::before { content: ''; color: rgb(0 0 0 / 0.5) }")).toBe(
    ".a::before{content:'';color:rgb(0 0 0 / .5)}",
  );
});

test("logical properties and light-dark() are left as they are", () => {
  const css = ".a{inset-inline-end:4px;color:light-dark(#fff,#000)}";
  expect(minified(css)).toBe(css);
});

test("imports are written out in place, relative to the sheet that imports", () => {
  writeFileSync(join(folder, "part.css"), ".part { color: red }");
  expect(minified('@import "./part.css";\n.whole { color: blue }')).toBe(
    ".part{color:red}.whole{color:blue}",
  );
});
