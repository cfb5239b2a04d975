import type { ClientEvent, ClientFrame, PresenceState, SubscriptionState } from "./frames.ts";

/**
 * One dialect of the wire. The engine thinks in `ClientFrame`s and calls these; a broadcast is encoded once per
 * dialect and the string shared by all its sockets.
 */
export interface Codec {
  /** A small number of its own, so that what was encoded for a dialect is found again by index. */
  readonly dialect: number;
  /** Decodes a text frame. Throws `MalformedFrame` for anything that is not one of the dialect's frames. */
  decode(text: string): ClientFrame;
  connectionEstablished(socketId: string): string;
  pong(): string;
  error(code: number, message: string): string;
  subscriptionSucceeded(channel: string, state: SubscriptionState, presence?: PresenceState): string;
  subscriptionError(channel: string, status: number, message: string): string;
  /** The server ends a subscription that the client did not ask to end, such as when access is lost. */
  unsubscribed(channel: string): string;
  /** An event of a server, with its number if the channel counts. `data` is passed on as it is. */
  event(channel: string, event: string, data: string, seq: number | undefined): string;
  /** A client event of another socket; `userIdJson` is the sender as the server verified it, as JSON text. */
  signal(event: ClientEvent, userIdJson: string | undefined): string;
  memberAdded(channel: string, userId: string, userInfo: unknown): string;
  memberRemoved(channel: string, userId: string): string;
  subscriptionCount(channel: string, count: number): string;
  /** A cache channel has nothing to begin with. */
  cacheMiss(channel: string): string;
  /** `userData` is the signed text, byte for byte. */
  signedIn(userData: string): string;
  /** Which of the watched users came and went, or are there and not there at first. */
  watchlist(online: readonly string[], offline: readonly string[]): string;
  /** The tops of the channels a client is subscribed to, so that it can notice a lost frame by itself. */
  positions(tops: Record<string, number>): string;
}

/** A frame that can't be understood; `message` says why, in words for the developer at the other end. */
export class MalformedFrame extends Error {
  override name = "MalformedFrame";
}

/** Events whose names begin so belong to the servers; publishing one would forge a system frame. */
export function isReservedEvent(event: string): boolean {
  return event.startsWith("pusher:") || event.startsWith("pusher_internal:") || event.startsWith("realtime:");
}

/** The groups of a watchlist frame. Clients emit an event for each group, so an empty one is left out. */
export function watchlistEvents(online: readonly string[], offline: readonly string[]): object[] {
  const groups = [
    { name: "online", user_ids: online },
    { name: "offline", user_ids: offline },
  ];
  return groups.filter(({ user_ids: userIds }) => userIds.length > 0);
}

/**
 * Writes the first frame of every connection. Only the socket id differs, and digits need no escaping: in a reconnect storm
 * the same JSON text would be made anew for each.
 */
export function establishedFrame(event: string, activityTimeoutS: number): (socketId: string) => string {
  const data = JSON.stringify({ socket_id: SOCKET_ID, activity_timeout: activityTimeoutS });
  const [before = "", after = ""] = JSON.stringify({ event, data }).split(SOCKET_ID);
  return (socketId) => before + socketId + after;
}

const SOCKET_ID = "123.456";
