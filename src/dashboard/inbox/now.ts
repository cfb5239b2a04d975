import { signal } from "@preact/signals";

/** How often times told relative to now are brought up to date, in ms. */
const TICK_MS = 30_000;

/** The present, coarsely: in ms since 1970. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, TICK_MS);
