import type { Judge } from "../laws.ts";

/** Routing finds what waits by its index: it never looks through closed conversations. */
export function readingLaw(): Judge {
  const known = new Set<string>();
  return ({ after }) => {
    const fresh = after.strayReads.filter((query) => !known.has(query));
    for (const query of fresh) known.add(query);
    return fresh.map((query) => `routing looked through more than what waits: ${query}`);
  };
}
