import type { Conversation } from "../../protocol/resources.ts";
import { LOCALE } from "../../ui/clock.ts";

type Standing = Pick<Conversation, "status" | "assignee" | "accepted" | "snoozedUntil">;

/** Where a conversation stands, in a word or a few. */
export function statusWords({ status, assignee, accepted, snoozedUntil }: Standing): string {
  if (status === "closed") return "Resolved";
  if (status === "snoozed")
    return snoozedUntil === null
      ? "Snoozed until the customer writes"
      : `Snoozed until ${briefTime(snoozedUntil)}`;
  if (assignee === null) return "Waiting";
  return accepted ? "Open" : "Offered";
}

/** A moment to come, as briefly as is clear: `Tue, 9:00`, `24 Nov, 9:00` beyond a week. */
export function briefTime(iso: string, nowMs = Date.now(), locale = LOCALE): string {
  const then = new Date(iso);
  const time = then.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });
  const now = new Date(nowMs);
  if (then.toDateString() === now.toDateString()) return time;
  const days = (then.getTime() - nowMs) / 86_400_000;
  const day =
    days > -1 && days < 6
      ? then.toLocaleDateString(locale, { weekday: "short" })
      : then.toLocaleDateString(locale, { day: "numeric", month: "short" });
  return `${day}, ${time}`;
}
