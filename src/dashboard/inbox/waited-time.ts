const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long somebody has waited, in steps that don't make anybody nervous: `a moment`, `4 min`, `3 h`, `2 days`. */
export function waitedTime(sinceIso: string, nowMs: number): string {
  // A clock that runs behind the server's would otherwise tell of the future.
  const waitedMs = Math.max(0, nowMs - new Date(sinceIso).getTime());
  if (waitedMs < MINUTE_MS) return "a moment";
  if (waitedMs < HOUR_MS) return `${Math.floor(waitedMs / MINUTE_MS)} min`;
  if (waitedMs < 2 * DAY_MS) return `${Math.floor(waitedMs / HOUR_MS)} h`;
  return `${Math.floor(waitedMs / DAY_MS)} days`;
}
