import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { newPublicId } from "./public-id.ts";
import { insertAtEnd } from "./webhook-lane.ts";

/** Something that happened, as webhooks are told of it. */
export interface Happening {
  readonly eventId: string;
  readonly event: string;
  readonly channel: string;
  /** What it says beside its name and its channel: plain JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A happening on its way to a webhook. */
export interface QueuedDelivery extends Happening {
  readonly id: number;
  readonly attempts: number;
  readonly giveUpAt: number;
}

/** A new id for something that happened; the same for every webhook that is told of it. */
export function newEventId(): string {
  return newPublicId("evt");
}

/** Puts a happening at the end of its lane. Returns the delivery's public id. */
export async function queueDelivery(
  tx: Tx,
  delivery: { webhookId: number; happening: Happening; now: number; giveUpAt: number },
): Promise<string> {
  const { webhookId, happening, now, giveUpAt } = delivery;
  const publicId = newPublicId("dlv");
  await insertAtEnd(tx, {
    public_id: publicId,
    webhook_id: webhookId,
    event_id: happening.eventId,
    event: happening.event,
    channel: happening.channel,
    fields: JSON.stringify(happening.fields),
    happened_at: happening.at,
    give_up_at: giveUpAt,
    next_attempt_at: now,
  });
  return publicId;
}

/** How many more deliveries a webhook may have waiting before `most` are. Looks at no more than `most` rows. */
export async function roomInQueue(db: Database, webhookId: number, most: number): Promise<number> {
  const { waiting } = await db
    .selectFrom((query) =>
      query
        .selectFrom("webhook_delivery")
        .select("id")
        .where("webhook_id", "=", webhookId)
        .where("state", "=", "pending")
        .limit(most)
        .as("waiting"),
    )
    .select((eb) => eb.fn.countAll<number>().as("waiting"))
    .executeTakeFirstOrThrow();
  return most - waiting;
}

/** The first rows of a webhook's lanes that are to be tried by `now`, longest due first. */
export async function dueDeliveries(
  db: Database,
  webhookId: number,
  now: number,
  limit: number,
): Promise<QueuedDelivery[]> {
  const rows = await db
    .selectFrom("webhook_delivery")
    .select(QUEUED)
    .where("webhook_id", "=", webhookId)
    .where("next_attempt_at", "<=", now)
    .orderBy("next_attempt_at")
    .limit(limit)
    .execute();
  return rows.map(toQueued);
}

/** What waits in a lane behind one of its rows, in order. */
export async function waitingBehind(
  db: Database,
  webhookId: number,
  { channel, id }: { channel: string; id: number },
  limit: number,
): Promise<QueuedDelivery[]> {
  const rows = await db
    .selectFrom("webhook_delivery")
    .select(QUEUED)
    .where("webhook_id", "=", webhookId)
    .where("state", "=", "pending")
    .where("channel", "=", channel)
    .where("id", ">", id)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toQueued);
}

const QUEUED = [
  "id",
  "event_id",
  "event",
  "channel",
  "fields",
  "happened_at",
  "attempts",
  "give_up_at",
] as const;

interface QueuedRow {
  id: number;
  event_id: string;
  event: string;
  channel: string;
  fields: string;
  happened_at: number;
  attempts: number;
  give_up_at: number;
}

function toQueued(row: QueuedRow): QueuedDelivery {
  return {
    id: row.id,
    eventId: row.event_id,
    event: row.event,
    channel: row.channel,
    fields: JSON.parse(row.fields) as Record<string, unknown>,
    at: row.happened_at,
    attempts: row.attempts,
    giveUpAt: row.give_up_at,
  };
}
