import { sql } from "kysely";
import type { Tx } from "./group-commit.ts";

/*
 * The queue of what webhooks are still to be told. What one webhook is told of one channel is a lane, and a lane is
 * told in order: only its first pending row has a time to be tried at, and whoever ends that row gives a time to the
 * next.
 *
 *     webhook 1, channel a:   #3 done   #7 pending, due 12:00:05   #9 pending, –   #12 pending, –
 *     webhook 1, channel b:             #8 pending, due now
 */

/** A delivery that is to be made. */
export interface NewDelivery {
  public_id: string;
  webhook_id: number;
  event_id: string;
  event: string;
  channel: string;
  fields: string;
  happened_at: number;
  give_up_at: number;
  next_attempt_at: number;
}

/** Its time counts if it is alone in its lane; otherwise it waits for those before it. */
export async function insertAtEnd(tx: Tx, row: NewDelivery): Promise<void> {
  await tx.db
    .insertInto("webhook_delivery")
    .values({
      ...row,
      state: "pending",
      attempts: 0,
      next_attempt_at: sql<number | null>`case when exists (
        select 1 from webhook_delivery
        where webhook_id = ${row.webhook_id} and state = 'pending' and channel = ${row.channel}
      ) then null else ${row.next_attempt_at} end`,
      last_status: null,
      last_error: null,
      finished_at: 0,
    })
    .execute();
}

/** Gives the first pending row of a lane its time; a row that has one keeps it unless it is to be hurried. */
export async function makeFirstDue(
  tx: Tx,
  webhookId: number,
  channel: string,
  now: number,
  { evenIfPostponed }: { evenIfPostponed: boolean },
): Promise<void> {
  const first = await tx.db
    .selectFrom("webhook_delivery")
    .select(["id", "next_attempt_at"])
    .where("webhook_id", "=", webhookId)
    .where("state", "=", "pending")
    .where("channel", "=", channel)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (!first || (first.next_attempt_at !== null && !evenIfPostponed)) return;
  await tx.db
    .updateTable("webhook_delivery")
    .set({ next_attempt_at: now })
    .where("id", "=", first.id)
    .execute();
}
