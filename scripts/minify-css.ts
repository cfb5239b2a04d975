import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A stylesheet as short text, its relative `@import`s written out in place.
 *
 * Bundlers "lower" modern CSS for old browsers: logical properties become rules by language, which ignore `dir`, and
 * `light-dark()` becomes two variables. Ours must stay as written, so only comments and white space go.
 */
export function minifiedCss(path: string): string {
  return minify(withImports(path));
}

const IMPORT = /@import "(\.[^"]+)";/g;

function withImports(path: string): string {
  return readFileSync(path, "utf8").replace(IMPORT, (_, relative: string) =>
    withImports(join(dirname(path), relative)),
  );
}

function minify(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/([a-z-]): /g, "$1:")
    .replace(/ !important/g, "!important")
    .replace(/\( | (?=\))/g, (space) => space.trim())
    .replace(/(?<=[ (,:])0(?=\.\d)/g, "")
    .replace(/;}/g, "}")
    .trim();
}
