/** What may be told of an outside app's channels. Hints: whoever must be sure asks the channel API. */
export const APP_WEBHOOK_EVENTS = [
  "channel_occupied",
  "channel_vacated",
  "member_added",
  "member_removed",
  "client_event",
  "cache_miss",
  "subscription_count",
] as const;

/** What may be told of the desk itself: each is told of every time it happened, whatever fails in between. */
export const DESK_WEBHOOK_EVENTS = [
  "conversation.created",
  "message.created",
  "conversation.assigned",
  "conversation.closed",
  "conversation.reopened",
  "conversation.read",
] as const;

/** Sent to any webhook when an admin asks for it. */
export const TEST_WEBHOOK_EVENT = "webhook.test";

export type AppWebhookEvent = (typeof APP_WEBHOOK_EVENTS)[number];
export type DeskWebhookEvent = (typeof DESK_WEBHOOK_EVENTS)[number];
export type WebhookEventName = AppWebhookEvent | DeskWebhookEvent;

/** An address that is told what happens, as admins see it. */
export interface Webhook {
  id: string;
  /** The outside app whose channels it is told of; null for the desk itself. */
  appId: string | null;
  url: string;
  /** What it is told: of the app's events, or of the desk's. */
  events: WebhookEventName[];
  /** The app's key that signs, and whose dialect is spoken; null for the app's first. Null on the desk's own. */
  key: string | null;
  /** What signs the desk's own; null where an app's key does. */
  secret: string | null;
  /** A webhook that is switched off is told nothing; what waits for it is kept until it is on again. */
  enabled: boolean;
  createdAt: string;
}

/** `pending` until it was answered with 2xx (`done`) or given up (`dead`). */
export const DELIVERY_STATES = ["pending", "done", "dead"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event on its way to one webhook. */
export interface WebhookDelivery {
  id: string;
  webhookId: string;
  /** The same in every attempt, and for every webhook that is told of this event. */
  eventId: string;
  event: string;
  channel: string;
  state: DeliveryState;
  attempts: number;
  /** Null while an earlier event of the channel is on its way, and in the end. */
  nextAttemptAt: string | null;
  /** The HTTP status of the last attempt; null when there was no answer. */
  lastStatus: number | null;
  /** What was wrong with the last attempt. */
  lastError: string | null;
  happenedAt: string;
  finishedAt: string | null;
}

export interface WebhookDeliveryPage {
  /** Those that ended last first; of the pending, the newest first. */
  deliveries: WebhookDelivery[];
  hasOlder: boolean;
}
