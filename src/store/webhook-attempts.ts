import type { Tx } from "./group-commit.ts";
import { insertAtEnd, makeFirstDue } from "./webhook-lane.ts";

/** How an attempt ended. */
export interface AttemptResult {
  /** Null when there was no answer. */
  readonly status: number | null;
  /** Null when it went well. */
  readonly error: string | null;
}

/** Ends a delivery, well (`done`) or not (`dead`), and gives the lane's next one its time. */
export async function endDelivery(
  tx: Tx,
  webhookId: number,
  { id, channel }: { id: number; channel: string },
  state: "done" | "dead",
  result: AttemptResult,
  now: number,
): Promise<void> {
  await tx.db
    .updateTable("webhook_delivery")
    .set((eb) => ({
      state,
      attempts: eb("attempts", "+", 1),
      next_attempt_at: null,
      last_status: result.status,
      last_error: result.error,
      finished_at: now,
    }))
    .where("id", "=", id)
    .execute();
  await makeFirstDue(tx, webhookId, channel, now, { evenIfPostponed: false });
}

/** Notes an attempt that failed, and when the next one is to be made. */
export async function postponeDelivery(
  tx: Tx,
  id: number,
  result: AttemptResult,
  nextAttemptAt: number,
): Promise<void> {
  await tx.db
    .updateTable("webhook_delivery")
    .set((eb) => ({
      attempts: eb("attempts", "+", 1),
      next_attempt_at: nextAttemptAt,
      last_status: result.status,
      last_error: result.error,
    }))
    .where("id", "=", id)
    .execute();
}

/**
 * Has a delivery tried again at once, under the event id it always had. One that has ended goes to the end of its
 * lane, because what came after it has been told already; one that is pending keeps its place. False when there is
 * none of this id.
 */
export async function retryDelivery(
  tx: Tx,
  publicId: string,
  { now, giveUpAt }: { now: number; giveUpAt: number },
): Promise<boolean> {
  const row = await tx.db
    .selectFrom("webhook_delivery")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (!row) return false;
  if (row.state === "pending") {
    await makeFirstDue(tx, row.webhook_id, row.channel, now, { evenIfPostponed: true });
    return true;
  }
  await tx.db.deleteFrom("webhook_delivery").where("id", "=", row.id).execute();
  const { public_id, webhook_id, event_id, event, channel, fields, happened_at } = row;
  await insertAtEnd(tx, {
    public_id,
    webhook_id,
    event_id,
    event,
    channel,
    fields,
    happened_at,
    give_up_at: giveUpAt,
    next_attempt_at: now,
  });
  return true;
}

/** Forgets deliveries that ended long ago, at most `limit` of each state. Returns how many. */
export async function pruneDeliveries(
  tx: Tx,
  { doneBefore, deadBefore, limit }: { doneBefore: number; deadBefore: number; limit: number },
): Promise<number> {
  let pruned = 0;
  for (const [state, before] of [
    ["done", doneBefore],
    ["dead", deadBefore],
  ] as const) {
    const { numDeletedRows } = await tx.db
      .deleteFrom("webhook_delivery")
      .where("id", "in", (query) =>
        query
          .selectFrom("webhook_delivery")
          .select("id")
          .where("state", "=", state)
          .where("finished_at", "<", before)
          .orderBy("finished_at")
          .limit(limit),
      )
      .executeTakeFirst();
    pruned += Number(numDeletedRows);
  }
  return pruned;
}
