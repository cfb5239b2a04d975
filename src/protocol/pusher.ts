import { writeClientEvent } from "./client-event.ts";
import { type Codec, establishedFrame, watchlistEvents } from "./codec.ts";
import { decodeFrame } from "./decode-frame.ts";
import type { PresenceState } from "./frames.ts";

/** After so long a silence the client asks whether the server is still there: how soon a browser notices its death. */
const ACTIVITY_TIMEOUT_S = 30;

/**
 * The wire of Pusher Channels: what clients hear of begins with `pusher:`, what they work with by themselves with
 * `pusher_internal:`. `data` is JSON text except in errors, which stock clients read as objects.
 */
export const pusher: Codec = {
  dialect: 1,
  decode: (text) => decodeFrame(text, "pusher:"),
  connectionEstablished: establishedFrame("pusher:connection_established", ACTIVITY_TIMEOUT_S),
  pong: () => frame("pusher:pong", {}),
  error: (code, message) => JSON.stringify({ event: "pusher:error", data: { code, message } }),
  subscriptionSucceeded: (channel, state, presence) =>
    frame(
      "pusher_internal:subscription_succeeded",
      presence ? { presence: snapshot(presence), ...state } : state,
      channel,
    ),
  subscriptionError: (channel, status, message) =>
    JSON.stringify({
      event: "pusher:subscription_error",
      channel,
      data: { type: "AuthError", error: message, status },
    }),
  unsubscribed: (channel) => frame("pusher:unsubscribed", {}, channel),
  event: (channel, event, data, seq) => JSON.stringify({ event, channel, data, seq }),
  signal: writeClientEvent,
  memberAdded: (channel, userId, userInfo) =>
    frame("pusher_internal:member_added", { user_id: userId, user_info: userInfo ?? {} }, channel),
  memberRemoved: (channel, userId) => frame("pusher_internal:member_removed", { user_id: userId }, channel),
  subscriptionCount: (channel, count) =>
    frame("pusher_internal:subscription_count", { subscription_count: count }, channel),
  cacheMiss: (channel) => JSON.stringify({ event: "pusher:cache_miss", channel }),
  signedIn: (userData) => frame("pusher:signin_success", { user_data: userData }),
  watchlist: (online, offline) =>
    frame("pusher_internal:watchlist_events", { events: watchlistEvents(online, offline) }),
  positions: (tops) => frame("pusher_internal:positions", tops),
};

function frame(event: string, data: object, channel?: string): string {
  return JSON.stringify({ event, channel, data: JSON.stringify(data) });
}

function snapshot({ members }: PresenceState): object {
  const infos = [...members].map(([id, info]) => [id, info ?? {}] as const);
  return { ids: infos.map(([id]) => id), hash: Object.fromEntries(infos), count: infos.length };
}
