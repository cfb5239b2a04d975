import type { BunPlugin } from "bun";

/**
 * Leaves a dynamic import of `module` to the browser, which finds it as `file` beside the importing one. The bundler's own
 * splitting would put what both share into a third file, which every opening then had to fetch as well.
 */
export function loadedLater(module: string, file: string): BunPlugin {
  const filter = new RegExp(`/${module.replace(".", "\\.")}$`);
  return {
    name: `loaded-later ${module}`,
    setup(bundler) {
      bundler.onResolve({ filter }, ({ kind }) =>
        kind === "dynamic-import" ? { path: `./${file}`, external: true } : undefined,
      );
    },
  };
}
