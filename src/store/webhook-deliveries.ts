import type { DeliveryState, WebhookDelivery, WebhookDeliveryPage } from "../protocol/webhooks.ts";
import type { Database } from "./database.ts";

/** The delivery with this public id. */
export async function deliveryByPublicId(db: Database, id: string): Promise<WebhookDelivery | undefined> {
  const row = await select(db).where("webhook_delivery.public_id", "=", id).executeTakeFirst();
  return row && toDelivery(row);
}

/**
 * A page of the deliveries in a state: those that ended last first; of the pending, the newest first. `before` is the
 * public id of the last one of the page before; a page after one that is gone is empty.
 */
export async function listDeliveries(
  db: Database,
  state: DeliveryState,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<WebhookDeliveryPage> {
  let query = select(db)
    .where("state", "=", state)
    .orderBy("finished_at", "desc")
    .orderBy("webhook_delivery.id", "desc")
    .limit(limit + 1);
  if (before !== undefined) {
    const last = await db
      .selectFrom("webhook_delivery")
      .select(["id", "finished_at"])
      .where("public_id", "=", before)
      .executeTakeFirst();
    if (!last) return { deliveries: [], hasOlder: false };
    query = query.where((eb) =>
      eb(eb.refTuple("finished_at", "webhook_delivery.id"), "<", eb.tuple(last.finished_at, last.id)),
    );
  }
  const rows = await query.execute();
  return { deliveries: rows.slice(0, limit).map(toDelivery), hasOlder: rows.length > limit };
}

function select(db: Database) {
  return db
    .selectFrom("webhook_delivery")
    .innerJoin("webhook", "webhook.id", "webhook_delivery.webhook_id")
    .select([
      "webhook_delivery.public_id as id",
      "webhook.public_id as webhookId",
      "event_id as eventId",
      "event",
      "channel",
      "state",
      "attempts",
      "next_attempt_at as nextAttemptAt",
      "last_status as lastStatus",
      "last_error as lastError",
      "happened_at as happenedAt",
      "finished_at as finishedAt",
    ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

function toDelivery(row: Selected): WebhookDelivery {
  const { nextAttemptAt, happenedAt, finishedAt } = row;
  return {
    ...row,
    nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt).toISOString(),
    happenedAt: new Date(happenedAt).toISOString(),
    finishedAt: finishedAt === 0 ? null : new Date(finishedAt).toISOString(),
  };
}
