import type { Dialect } from "../protocol/app-settings.ts";
import type { WebhookEventName } from "../protocol/webhooks.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { newPublicId } from "./public-id.ts";

/** An address that is told what happens. */
export interface WebhookRow {
  readonly id: number;
  readonly publicId: string;
  /** The outside app it is told of; null for the desk itself. */
  readonly appId: string | null;
  readonly url: string;
  readonly events: readonly WebhookEventName[];
  /** The app's key that signs; null for the app's first. */
  readonly key: string | null;
  /** What signs the desk's own. */
  readonly secret: string | null;
  readonly enabled: boolean;
  readonly createdAt: number;
}

/** What an admin decides about a webhook. */
export type WebhookChoice = Pick<WebhookRow, "url" | "events" | "key" | "enabled">;

/** Every webhook, oldest first. */
export async function listWebhooks(db: Database): Promise<WebhookRow[]> {
  return (await select(db).orderBy("id").execute()).map(toWebhook);
}

/** Those that are switched on, oldest first. */
export async function enabledWebhooks(db: Database): Promise<WebhookRow[]> {
  return (await select(db).where("enabled", "=", 1).orderBy("id").execute()).map(toWebhook);
}

/** The webhook with this public id. */
export async function webhookByPublicId(db: Database, id: string): Promise<WebhookRow | undefined> {
  const row = await select(db).where("public_id", "=", id).executeTakeFirst();
  return row && toWebhook(row);
}

/** Adds a webhook. */
export async function insertWebhook(
  tx: Tx,
  webhook: WebhookChoice & { appId: string | null; secret: string | null; at: number },
): Promise<WebhookRow> {
  const { appId, secret, at } = webhook;
  const row = await tx.db
    .insertInto("webhook")
    .values({
      public_id: newPublicId("whk"),
      app_id: appId,
      secret,
      created_at: at,
      ...columnsOf(webhook),
    })
    .returning(WEBHOOK)
    .executeTakeFirstOrThrow();
  return toWebhook(row);
}

/** Changes a webhook and returns it as it is now. */
export async function updateWebhook(tx: Tx, id: number, choice: WebhookChoice): Promise<WebhookRow> {
  const row = await tx.db
    .updateTable("webhook")
    .set(columnsOf(choice))
    .where("id", "=", id)
    .returning(WEBHOOK)
    .executeTakeFirstOrThrow();
  return toWebhook(row);
}

/** Removes a webhook with everything it was still to be told. */
export async function deleteWebhook(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom("webhook").where("id", "=", id).execute();
}

/** What signs a webhook of an app: the key that it names, or the app's first. Undefined when there is none. */
export async function signingKey(
  db: Database,
  appId: string,
  key: string | null,
): Promise<{ key: string; secret: string; dialect: Dialect } | undefined> {
  let query = db.selectFrom("app_key").select(["key", "secret", "dialect"]).where("app_id", "=", appId);
  if (key !== null) query = query.where("key", "=", key);
  return await query.orderBy("created_at").orderBy("key").limit(1).executeTakeFirst();
}

const WEBHOOK = [
  "id",
  "public_id",
  "app_id",
  "url",
  "events",
  "key",
  "secret",
  "enabled",
  "created_at",
] as const;

function select(db: Database) {
  return db.selectFrom("webhook").select(WEBHOOK);
}

function columnsOf({ url, events, key, enabled }: WebhookChoice) {
  return { url, events: JSON.stringify(events), key, enabled: enabled ? 1 : 0 } as const;
}

type Selected = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

function toWebhook(row: Selected): WebhookRow {
  const { id, url, key, secret } = row;
  return {
    id,
    publicId: row.public_id,
    appId: row.app_id,
    url,
    events: JSON.parse(row.events) as WebhookEventName[],
    key,
    secret,
    enabled: row.enabled === 1,
    createdAt: row.created_at,
  };
}
