import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { Glob } from "bun";
import manifest from "../package.json" with { type: "json" };
import { cssAsText } from "./css-as-text.ts";
import { loadedLater } from "./loaded-later.ts";
import { smallRenderer } from "./small-renderer.ts";
import { writeUnlessSame } from "./write-unless-same.ts";

// `bun scripts/build-sdk.ts` writes `dist/sdk/`: what the package exports, as modules with their declarations.

const ROOT = join(import.meta.dirname, "..");
const SDK = join(ROOT, "dist", "sdk");
/** Put together here, so that programs that read the former ones find them whole. */
const FRESH = mkdtempSync(join(tmpdir(), "deskbell-sdk-"));
const RELATIVE_IMPORT = /(?<=(?:from|import) ?\(?")\.{1,2}\/[^"]+(?=")/g;

try {
  compile();
  nameDeclarations();
  await bundleWidget();
  const needed = exported();
  for (const file of needed) writeUnlessSame(join(SDK, file), readFileSync(join(FRESH, file)));
  for (const file of filesOf(SDK, "**/*")) if (!needed.has(file)) rmSync(join(SDK, file));
} finally {
  rmSync(FRESH, { recursive: true });
}

function compile(): void {
  const project = ["-p", join(ROOT, "tsconfig.sdk.json"), "--outDir", FRESH];
  const { status } = spawnSync(join(ROOT, "node_modules/.bin/tsc"), project, { stdio: "inherit" });
  if (status !== 0) throw new Error("The SDKs could not be compiled.");
}

/** The compiler leaves the endings in declarations as they are, and these name files that are not in the package. */
function nameDeclarations(): void {
  for (const file of filesOf(FRESH, "**/*.d.ts")) {
    const text = readFileSync(join(FRESH, file), "utf8");
    const named = text.replaceAll(RELATIVE_IMPORT, (path) => path.replace(/\.tsx?$/, ".js"));
    writeFileSync(join(FRESH, file), named);
  }
}

/**
 * The widget brings its stylesheets and its renderer. The chat stays a module of its own, which the first click loads, and so do
 * its extras; it is left to the embedder's bundler where they end up.
 */
async function bundleWidget(): Promise<void> {
  await Bun.build({
    entrypoints: ["init-chat-widget.ts", "widget-app.tsx", "extras.tsx"].map((name) =>
      join(ROOT, "src/widget", name),
    ),
    outdir: join(FRESH, "widget"),
    target: "browser",
    minify: true,
    naming: "[name].js",
    define: { "process.env.NODE_ENV": '"production"', EXTRAS_FILE: "undefined" },
    plugins: [
      cssAsText,
      smallRenderer,
      loadedLater("widget-app.tsx", "widget-app.js"),
      loadedLater("extras.tsx", "extras.js"),
    ],
  });
}

/** What an export leads to, by its path in the folder. */
function exported(): Set<string> {
  const targets = Object.values(manifest.exports).flatMap((to) =>
    typeof to === "string" ? [] : Object.values(to),
  );
  const needed = new Set<string>();
  for (const target of targets) follow(relative(SDK, join(ROOT, target)), needed);
  return needed;
}

function follow(file: string, needed: Set<string>): void {
  if (needed.has(file)) return;
  needed.add(file);
  for (const path of readFileSync(join(FRESH, file), "utf8").match(RELATIVE_IMPORT) ?? []) {
    const imported = join(dirname(file), path);
    const declared = imported.replace(/\.js$/, ".d.ts");
    follow(file.endsWith(".d.ts") && existsSync(join(FRESH, declared)) ? declared : imported, needed);
  }
}

function filesOf(folder: string, pattern: string): string[] {
  return [...new Glob(pattern).scanSync({ cwd: folder })];
}
