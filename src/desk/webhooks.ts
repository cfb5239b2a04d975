import { randomBytes } from "node:crypto";
import {
  APP_WEBHOOK_EVENTS,
  DESK_WEBHOOK_EVENTS,
  type DeliveryState,
  TEST_WEBHOOK_EVENT,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryPage,
  type WebhookEventName,
} from "../protocol/webhooks.ts";
import { appById } from "../store/apps.ts";
import type { Database } from "../store/database.ts";
import type { Tx } from "../store/group-commit.ts";
import { retryDelivery } from "../store/webhook-attempts.ts";
import { deliveryByPublicId, listDeliveries } from "../store/webhook-deliveries.ts";
import { newEventId, queueDelivery } from "../store/webhook-queue.ts";
import {
  deleteWebhook,
  insertWebhook,
  listWebhooks,
  updateWebhook,
  type WebhookRow,
  webhookByPublicId,
} from "../store/webhooks.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";

const SECRET_BYTES = 24;
/** For how long a delivery that an admin asked for again is tried. */
const RETRIED_FOR_MS = 24 * 60 * 60 * 1000;

/** What an admin decides about a webhook; what is not said stays or is chosen. */
export interface WebhookWishes {
  readonly url?: string | undefined;
  readonly events?: readonly WebhookEventName[] | undefined;
  readonly key?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

/** Every webhook, the desk's own and those of outside apps. For admins. Throws `unauthenticated`, `forbidden`. */
export async function readWebhooks(desk: Desk, actor: Actor): Promise<Webhook[]> {
  access.admin(actor);
  return (await listWebhooks(desk.store.db)).map(toResource);
}

/**
 * Makes a webhook, of an outside app or, without one, of the desk itself. For admins. Throws `unauthenticated`,
 * `forbidden`, `not-found` for the app or the key, `invalid-input` for events that the other kind is told.
 */
export async function createWebhook(
  desk: Desk,
  actor: Actor,
  webhook: WebhookWishes & { url: string; events: readonly WebhookEventName[]; appId?: string | undefined },
): Promise<Webhook> {
  access.admin(actor);
  const { url, events, appId = null, key = null, enabled = true } = webhook;
  return await desk.store.transact(async (tx) => {
    await judge(tx, { appId, events, key });
    const secret = appId === null ? randomBytes(SECRET_BYTES).toString("base64url") : null;
    return toResource(await insertWebhook(tx, { url, events, key, enabled, appId, secret, at: desk.now() }));
  });
}

/** Changes a webhook. For admins. Throws as `createWebhook`, and `not-found` for the webhook. */
export async function changeWebhook(
  desk: Desk,
  actor: Actor,
  id: string,
  change: WebhookWishes,
): Promise<Webhook> {
  access.admin(actor);
  return await desk.store.transact(async (tx) => {
    const row = await existing(tx.db, id);
    const { url = row.url, events = row.events, key = row.key, enabled = row.enabled } = change;
    // What was not touched may stay, even a key that is gone.
    await judge(tx, { appId: row.appId, events, key: change.key ?? null });
    return toResource(await updateWebhook(tx, row.id, { url, events, key, enabled }));
  });
}

/**
 * Removes a webhook with everything it was still to be told. For admins. Throws `unauthenticated`, `forbidden`,
 * `not-found`.
 */
export async function removeWebhook(desk: Desk, actor: Actor, id: string): Promise<void> {
  access.admin(actor);
  await desk.store.transact(async (tx) => deleteWebhook(tx, (await existing(tx.db, id)).id));
}

/**
 * Sends a webhook an event for trying it out, once: its delivery tells what came of it. For admins. Throws
 * `unauthenticated`, `forbidden`, `not-found`, and `webhook-off` when it is switched off.
 */
export async function testWebhook(desk: Desk, actor: Actor, id: string): Promise<WebhookDelivery> {
  access.admin(actor);
  const queued = await desk.store.transact(async (tx) => {
    const webhook = await existing(tx.db, id);
    if (!webhook.enabled) throw new Refusal("webhook-off", "Switch it on first.");
    const now = desk.now();
    const happening = {
      eventId: newEventId(),
      event: TEST_WEBHOOK_EVENT,
      channel: "test",
      fields: {},
      at: now,
    };
    const delivery = await queueDelivery(tx, { webhookId: webhook.id, happening, now, giveUpAt: now });
    return await existingDelivery(tx.db, delivery);
  });
  desk.wakeWebhooks();
  return queued;
}

/** A page of deliveries in a state, without what they say. For admins. Throws `unauthenticated`, `forbidden`. */
export async function readDeliveries(
  desk: Desk,
  actor: Actor,
  state: DeliveryState,
  page: { before?: string | undefined; limit: number },
): Promise<WebhookDeliveryPage> {
  access.admin(actor);
  return await listDeliveries(desk.store.db, state, page);
}

/** One delivery. For admins. Throws `unauthenticated`, `forbidden`, `not-found`. */
export async function readDelivery(desk: Desk, actor: Actor, id: string): Promise<WebhookDelivery> {
  access.admin(actor);
  return await existingDelivery(desk.store.db, id);
}

/**
 * Has a delivery made again, however it ended; one that waits is tried at once. For admins. Throws `unauthenticated`,
 * `forbidden`, `not-found`.
 */
export async function repeatDelivery(desk: Desk, actor: Actor, id: string): Promise<WebhookDelivery> {
  access.admin(actor);
  const queued = await desk.store.transact(async (tx) => {
    const now = desk.now();
    await retryDelivery(tx, id, { now, giveUpAt: now + RETRIED_FOR_MS });
    return await existingDelivery(tx.db, id);
  });
  desk.wakeWebhooks();
  return queued;
}

async function judge(
  tx: Tx,
  { appId, events, key }: { appId: string | null; events: readonly WebhookEventName[]; key: string | null },
): Promise<void> {
  const fitting: readonly WebhookEventName[] = appId === null ? DESK_WEBHOOK_EVENTS : APP_WEBHOOK_EVENTS;
  if (!events.every((event) => fitting.includes(event)))
    throw new Refusal("invalid-input", `Here a webhook can be told ${fitting.join(", ")}.`);
  const app = appId === null ? undefined : await appById(tx.db, appId);
  if (appId !== null && !app) throw new Refusal("not-found", "There is no such app.");
  if (key !== null && !app?.keys.some((one) => one.key === key))
    throw new Refusal("not-found", "There is no such key.");
}

async function existing(db: Database, id: string): Promise<WebhookRow> {
  const row = await webhookByPublicId(db, id);
  if (!row) throw new Refusal("not-found", "There is no such webhook.");
  return row;
}

async function existingDelivery(db: Database, id: string): Promise<WebhookDelivery> {
  const delivery = await deliveryByPublicId(db, id);
  if (!delivery) throw new Refusal("not-found", "There is no such delivery. It may have been long ago.");
  return delivery;
}

function toResource(row: WebhookRow): Webhook {
  const { publicId: id, appId, url, events, key, secret, enabled, createdAt } = row;
  return {
    id,
    appId,
    url,
    events: [...events],
    key,
    secret,
    enabled,
    createdAt: new Date(createdAt).toISOString(),
  };
}
