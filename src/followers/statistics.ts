import type { Message } from "../protocol/resources.ts";
import type { FollowedRow } from "../store/log.ts";
import { addToDay, type DayCounts } from "../store/statistics.ts";
import type { FollowerWork } from "./follower.ts";

/** Counts conversations and messages by day, so that asking for them costs the same however many there are. */
export function statisticsFollower(onError: (error: unknown) => void): FollowerWork {
  return {
    name: "statistics",
    onError,
    async handle(tx, rows) {
      for (const counts of countByDay(rows)) await addToDay(tx, counts);
    },
  };
}

/** Sums up a stretch of the log: one entry a day, in no particular order. */
export function countByDay(rows: readonly FollowedRow[]): DayCounts[] {
  const days = new Map<string, DayCounts>();
  for (const row of rows) {
    if (row.event !== "message:new") continue;
    const message = JSON.parse(row.data) as Message;
    const day = new Date(row.created_at).toISOString().slice(0, 10);
    const counts = days.get(day) ?? { day, conversations: 0, customerMessages: 0, agentMessages: 0 };
    days.set(day, counts);
    // The log of a conversation's channel begins with its first message.
    if (message.seq === 1) counts.conversations += 1;
    if (message.senderRole === "customer") counts.customerMessages += 1;
    else counts.agentMessages += 1;
  }
  return [...days.values()];
}
