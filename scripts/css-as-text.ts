import type { BunPlugin } from "bun";
import { minifiedCss } from "./minify-css.ts";

/** Imported stylesheets become minified text, which the faces adopt: a strict CSP forbids `<style>` elements. */
export const cssAsText: BunPlugin = {
  name: "css-as-text",
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, ({ path }) => ({ contents: minifiedCss(path), loader: "text" }));
  },
};
