import { join } from "node:path";
import type { BunPlugin } from "bun";

const RENDERER = join(import.meta.dirname, "../src/widget/renderer.ts");

/** The widget's components are written for Preact, and drawn by the small part of it that they need. */
export const smallRenderer: BunPlugin = {
  name: "small-renderer",
  setup(bundler) {
    bundler.onResolve({ filter: /^preact(\/jsx-runtime)?$/ }, () => ({ path: RENDERER }));
  },
};
