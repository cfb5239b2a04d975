import { LOCALE } from "../../ui/clock.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** When something happened, as briefly as a list allows: `now`, `4 min`, `3 h`, `Tue`, `12 Nov`, `12 Nov 2024`. */
export function relativeTime(iso: string, nowMs: number, locale = LOCALE): string {
  const then = new Date(iso);
  // A clock that runs behind the server's would otherwise tell of the future.
  const agoMs = Math.max(0, nowMs - then.getTime());
  if (agoMs < MINUTE_MS) return "now";
  if (agoMs < HOUR_MS) return `${Math.floor(agoMs / MINUTE_MS)} min`;
  if (agoMs < DAY_MS) return `${Math.floor(agoMs / HOUR_MS)} h`;
  if (agoMs < 6 * DAY_MS) return then.toLocaleDateString(locale, { weekday: "short" });
  const year = then.getFullYear() === new Date(nowMs).getFullYear() ? undefined : "numeric";
  return then.toLocaleDateString(locale, { day: "numeric", month: "short", year });
}

/** The same moment in full, for tooltips and for the customer's card. */
export function fullTime(iso: string): string {
  return new Date(iso).toLocaleString(LOCALE, { dateStyle: "long", timeStyle: "short" });
}
