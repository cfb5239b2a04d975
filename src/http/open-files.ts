/** What is kept for requests, files, mail and webhooks: a quarter of a small limit, and of a large one so much. */
const KEPT_SHARE = 0.25;
const KEPT_MAX = 1_000;

/** How many files the system lets this process have open, sockets included. */
export function openFilesMax(): number {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | "unlimited" } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : Number.POSITIVE_INFINITY;
}

/**
 * How many sockets leave enough of these for everything else. A listener that has none left can't take anybody, not
 * even to refuse them, and Bun's asks for the next one without a pause.
 */
export function socketsWithin(openFiles: number): number {
  return openFiles - Math.ceil(Math.min(openFiles * KEPT_SHARE, KEPT_MAX));
}
