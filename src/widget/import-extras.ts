/** The name of the extras' file beside the chat's; written in by `scripts/build.ts`, undefined in an embedder's bundle. */
declare const EXTRAS_FILE: string | undefined;

/** Loads what few customers need, for the `attempt`-th time from 0. Rejects where that does not come. */
export function importExtras(attempt: number): Promise<typeof import("./extras.tsx")> {
  if (typeof EXTRAS_FILE === "undefined" || attempt === 0) return import("./extras.tsx");
  // Some browsers remember for good that a module could not be loaded.
  return import(new URL(`${EXTRAS_FILE}?${attempt}`, import.meta.url).href);
}
