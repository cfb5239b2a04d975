import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildArtifact, type BunPlugin, Glob } from "bun";
import { cssAsText } from "./css-as-text.ts";
import { loadedLater } from "./loaded-later.ts";
import { minifiedCss } from "./minify-css.ts";
import { smallRenderer } from "./small-renderer.ts";
import { writeUnlessSame } from "./write-unless-same.ts";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
const ASSETS = join(DIST, "assets");
/** Where the server serves `dist/assets`; everything there is named by its content and never changes. */
const ASSETS_URL = "/assets/";

/** Gzipped bytes of everything that a face loads before it can be used. */
interface Sizes {
  loader: number;
  widget: number;
  dashboard: number;
}

const RELATIVE_REFERENCE = /(?<=(?:src|href)=")\.\/[^"]+/g;

await build();

/** Writes `dist/`: the widget's loader, the pages, hashed assets and `sizes.json`; prunes assets of former builds. */
async function build(): Promise<void> {
  mkdirSync(ASSETS, { recursive: true });
  const written = new Set<string>();
  const extras = await bundle("src/widget/extras.tsx", written, [smallRenderer]);
  const widgetApp = await bundle(
    "src/widget/widget-app.tsx",
    written,
    [smallRenderer, loadedLater("extras.tsx", extras.file)],
    { EXTRAS_FILE: JSON.stringify(extras.file) },
  );
  const loader = await buildLoader(widgetApp.file);
  await buildServiceWorker();
  const pages = await Promise.all(pageSources().map((path) => buildPage(path, widgetApp.file, written)));
  const sizes: Sizes = {
    loader,
    widget: loader + widgetApp.gzipped,
    dashboard: pages.find(({ name }) => name === "dashboard.html")?.gzippedScripts ?? 0,
  };
  writeUnlessSame(join(DIST, "sizes.json"), `${JSON.stringify(sizes, null, 2)}\n`);
  for (const file of readdirSync(ASSETS)) if (!written.has(file)) rmSync(join(ASSETS, file));
  for (const [face, bytes] of Object.entries(sizes))
    console.log(`${face.padEnd(10)}${(bytes / 1000).toFixed(1).padStart(6)} KB gzipped`);
}

/** The classic script that embedders name, so its own name is fixed; it knows the app's hashed one. */
async function buildLoader(appFile: string): Promise<number> {
  const { entry } = await bundled("src/widget/loader.ts", {
    format: "iife",
    define: { WIDGET_APP_URL: JSON.stringify(ASSETS_URL + appFile) },
  });
  const text = await entry.text();
  writeUnlessSame(join(DIST, "widget.js"), text);
  return gzipped(text);
}

/** Browsers ask for it by its name, and compare it to the one they have. */
async function buildServiceWorker(): Promise<void> {
  const { entry } = await bundled("src/dashboard/service-worker.ts", { format: "iife" });
  writeUnlessSame(join(DIST, "service-worker.js"), await entry.text());
}

function pageSources(): string[] {
  return [...new Glob("src/*/*.html").scanSync(ROOT)].sort();
}

/** Copies a page to `dist/` with every `./reference` replaced by the address of the asset built from it. */
async function buildPage(path: string, widgetApp: string, written: Set<string>) {
  let html = readFileSync(join(ROOT, path), "utf8");
  let gzippedScripts = 0;
  for (const reference of new Set(html.match(RELATIVE_REFERENCE))) {
    const source = join(dirname(path), reference);
    let file: string;
    if (/\.tsx?$/.test(source)) {
      const script = await bundle(source, written, [loadedLater("widget-app.tsx", widgetApp)]);
      gzippedScripts += script.gzipped;
      file = script.file;
    } else {
      file = copyAsset(source, written);
    }
    html = html.replaceAll(`"${reference}"`, `"${ASSETS_URL}${file}"`);
  }
  const name = basename(path);
  writeUnlessSame(join(DIST, name), html);
  return { name, gzippedScripts };
}

/** Bundles a module and its lazy chunks into the assets. `gzipped` counts what loads with it, not the lazy ones. */
async function bundle(
  path: string,
  written: Set<string>,
  plugins: BunPlugin[] = [],
  define: Record<string, string> = {},
) {
  const { entry, outputs } = await bundled(path, { format: "esm", plugins, define });
  const texts = new Map<string, string>();
  for (const output of outputs) texts.set(basename(output.path), await output.text());
  for (const [file, text] of texts) writeAsset(file, text, written);
  const file = basename(entry.path);
  let bytes = 0;
  for (const loaded of staticClosure(file, texts)) bytes += gzipped(texts.get(loaded) ?? "");
  return { file, gzipped: bytes };
}

/** A module's file with every file that it imports before it runs. */
function staticClosure(file: string, texts: ReadonlyMap<string, string>, seen = new Set<string>()) {
  seen.add(file);
  const imported = new Bun.Transpiler({ loader: "js" }).scanImports(texts.get(file) ?? "");
  for (const { kind, path } of imported)
    if (kind === "import-statement" && !seen.has(basename(path))) staticClosure(basename(path), texts, seen);
  return seen;
}

function copyAsset(path: string, written: Set<string>): string {
  const full = join(ROOT, path);
  const text = path.endsWith(".css") ? minifiedCss(full) : readFileSync(full, "utf8");
  const extension = extname(path);
  const hash = Bun.hash(text).toString(36).slice(0, 8);
  const file = `${basename(path, extension)}-${hash}${extension}`;
  writeAsset(file, text, written);
  return file;
}

function writeAsset(file: string, text: string, written: Set<string>): void {
  writeUnlessSame(join(ASSETS, file), text);
  written.add(file);
}

async function bundled(
  path: string,
  options: { format: "esm" | "iife"; define?: Record<string, string>; plugins?: BunPlugin[] },
): Promise<{ entry: BuildArtifact; outputs: BuildArtifact[] }> {
  const { outputs } = await Bun.build({
    entrypoints: [join(ROOT, path)],
    target: "browser",
    format: options.format,
    splitting: options.format === "esm",
    minify: true,
    naming: "[name]-[hash].[ext]",
    define: { "process.env.NODE_ENV": '"production"', ...options.define },
    plugins: [cssAsText, ...(options.plugins ?? [])],
  });
  const entry = outputs.find(({ kind }) => kind === "entry-point");
  if (!entry) throw new Error(`${path} was bundled to nothing`);
  return { entry, outputs };
}

function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
