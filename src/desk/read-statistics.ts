import { countsSince, type DayCounts } from "../store/statistics.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_SHOWN = 14;

/** The last fourteen days (UTC), oldest first, quiet ones included. Throws `unauthenticated`, `forbidden`. */
export async function readStatistics(desk: Desk, actor: Actor): Promise<DayCounts[]> {
  access.agent(actor);
  const days: string[] = [];
  for (let back = DAYS_SHOWN - 1; back >= 0; back--)
    days.push(new Date(desk.now() - back * DAY_MS).toISOString().slice(0, 10));
  const counted = new Map<string, DayCounts>();
  for (const counts of await countsSince(desk.store.db, days[0] ?? "")) counted.set(counts.day, counts);
  return days.map(
    (day) => counted.get(day) ?? { day, conversations: 0, customerMessages: 0, agentMessages: 0 },
  );
}
