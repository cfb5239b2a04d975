import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";

/** What was counted on one day (UTC). */
export interface DayCounts {
  day: string;
  conversations: number;
  customerMessages: number;
  agentMessages: number;
}

/** Adds to a day's counts. */
export async function addToDay(tx: Tx, counts: DayCounts): Promise<void> {
  const { day, conversations, customerMessages, agentMessages } = counts;
  await tx.db
    .insertInto("daily_statistics")
    .values({ day, conversations, customer_messages: customerMessages, agent_messages: agentMessages })
    .onConflict((conflict) =>
      conflict.column("day").doUpdateSet((eb) => ({
        conversations: eb("daily_statistics.conversations", "+", conversations),
        customer_messages: eb("daily_statistics.customer_messages", "+", customerMessages),
        agent_messages: eb("daily_statistics.agent_messages", "+", agentMessages),
      })),
    )
    .execute();
}

/** The counts from `since` on, oldest first; days on which nothing happened are missing. */
export async function countsSince(db: Database, since: string): Promise<DayCounts[]> {
  return await db
    .selectFrom("daily_statistics")
    .select([
      "day",
      "conversations",
      "customer_messages as customerMessages",
      "agent_messages as agentMessages",
    ])
    .where("day", ">=", since)
    .orderBy("day")
    .execute();
}
