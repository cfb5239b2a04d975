import {
  APP_WEBHOOK_EVENTS,
  DESK_WEBHOOK_EVENTS,
  type WebhookEventName,
} from "../../../protocol/webhooks.ts";

/** When each event is told. */
export const WEBHOOK_EVENT_WORDS: Record<WebhookEventName, string> = {
  "conversation.created": "A customer opens a conversation.",
  "message.created": "Somebody says something; its text goes along.",
  "conversation.assigned": "An agent gets a conversation.",
  "conversation.closed": "A conversation is resolved.",
  "conversation.reopened": "A closed conversation opens again.",
  "conversation.read": "A side has read up to a message.",
  channel_occupied: "A channel gets its first subscriber.",
  channel_vacated: "The last subscriber leaves a channel.",
  member_added: "A user joins a presence channel.",
  member_removed: "A user leaves a presence channel.",
  client_event: "A client sends an event to others.",
  cache_miss: "Somebody joins a cache channel that holds nothing.",
  subscription_count: "The number of a channel's subscribers changes.",
};

/** What a webhook can be told: of an outside app's channels or, without an app, of the desk. */
export function eventsFor(appId: string | null): readonly WebhookEventName[] {
  return appId === null ? DESK_WEBHOOK_EVENTS : APP_WEBHOOK_EVENTS;
}
