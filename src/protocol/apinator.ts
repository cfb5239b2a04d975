import { writeClientEvent } from "./client-event.ts";
import { type Codec, establishedFrame, watchlistEvents } from "./codec.ts";
import { decodeFrame } from "./decode-frame.ts";
import type { PresenceState } from "./frames.ts";

/**
 * Apinator's stock browser client arms its activity timer once and then closes a healthy connection, so it is told
 * the longest time that still fits a 32-bit timer in ms; liveness is watched with protocol pings instead.
 */
const ACTIVITY_TIMEOUT_S = 2_147_483;

/** The wire of Apinator: system events begin with `realtime:`, and the server's `data` is always a string. */
export const apinator: Codec = {
  dialect: 0,
  decode: (text) => decodeFrame(text, "realtime:"),
  connectionEstablished: establishedFrame("realtime:connection_established", ACTIVITY_TIMEOUT_S),
  pong: () => system("pong", {}),
  error: (code, message) => system("error", { code, message }),
  subscriptionSucceeded: (channel, state, presence) =>
    system("subscription_succeeded", presence ? { presence: snapshot(presence), ...state } : state, channel),
  subscriptionError: (channel, status, message) =>
    system("subscription_error", { type: "AuthError", error: message, status }, channel),
  unsubscribed: (channel) => system("unsubscribed", {}, channel),
  event: (channel, event, data, seq) => JSON.stringify({ event, channel, data, seq }),
  signal: (event, userIdJson) =>
    writeClientEvent(event.plain === undefined ? { ...event, data: asText(event.data) } : event, userIdJson),
  memberAdded: (channel, userId, userInfo) =>
    system("member_added", { user_id: userId, user_info: asObject(userInfo) }, channel),
  memberRemoved: (channel, userId) => system("member_removed", { user_id: userId }, channel),
  subscriptionCount: (channel, count) => system("subscription_count", { subscription_count: count }, channel),
  cacheMiss: (channel) => system("cache_miss", {}, channel),
  signedIn: (userData) => system("signin_success", { user_data: userData }),
  watchlist: (online, offline) => system("watchlist_events", { events: watchlistEvents(online, offline) }),
  positions: (tops) => system("positions", tops),
};

function system(name: string, data: object, channel?: string): string {
  return JSON.stringify({ event: `realtime:${name}`, channel, data: JSON.stringify(data) });
}

/** The browser client reads `ids`, `hash` and `count`; the Swift client `members` and `me`. */
function snapshot({ members, me }: PresenceState): object {
  const infos = [...members].map(([id, info]) => [id, asObject(info)] as const);
  return {
    ids: infos.map(([id]) => id),
    hash: Object.fromEntries(infos),
    count: infos.length,
    members: infos.map(([id, info]) => ({ user_id: id, user_info: info })),
    me,
  };
}

/** JSON text of a string, whatever kind of value the data are. */
function asText(data = "{}"): string {
  return data.startsWith('"') ? data : JSON.stringify(data);
}

/** Both clients overlook members whose info is not an object. */
function asObject(info: unknown): object {
  return typeof info === "object" && info !== null ? info : {};
}
