import type { ClientFrame, Since, SubscriptionState } from "./frames.ts";

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
  subscriptionSucceeded(channel: string, state: SubscriptionState): string;
  subscriptionError(channel: string, status: number, message: string): string;
  /** The server ends a subscription that the client did not ask to end, such as when access is lost. */
  unsubscribed(channel: string): string;
  /** A durable event. `data` is JSON text already. */
  logged(channel: string, event: string, data: string, seq: number): string;
  /** A client event of another socket; `userId` is the sender as the server verified it. */
  signal(channel: string, event: string, data: unknown, userId: string | undefined): string;
  /** The tops of the channels a client is subscribed to, so that it can notice a lost frame by itself. */
  positions(tops: Record<string, number>): string;
}

/** A frame that can't be understood; `message` says why, in words for the developer at the other end. */
export class MalformedFrame extends Error {
  override name = "MalformedFrame";
}

/**
 * Apinator's stock browser client arms its activity timer once and then closes a healthy connection, so it is told
 * the longest time that still fits a 32-bit timer in ms; liveness is watched with protocol pings instead.
 */
const APINATOR_ACTIVITY_TIMEOUT_S = 2_147_483;

const PREFIX = "realtime:";

/** The wire of Apinator: prefix `realtime:`, and `data` always a JSON string in both directions. */
export const apinator: Codec = {
  dialect: 0,
  decode(text) {
    const frame = parseObject(text, "The frame");
    const { event } = frame;
    if (typeof event !== "string") throw new MalformedFrame("The frame has no event name");
    if (event === `${PREFIX}ping`) return { kind: "ping" };
    if (event === `${PREFIX}pong`) return { kind: "pong" };
    if (event === `${PREFIX}subscribe`) return decodeSubscribe(frame);
    if (event === `${PREFIX}unsubscribe`)
      return { kind: "unsubscribe", channel: channelOf(frame, objectData(frame)) };
    if (event.startsWith("client-"))
      return { kind: "client-event", channel: channelOf(frame, {}), event, data: frame["data"] };
    throw new MalformedFrame(`Clients can't send the event ${JSON.stringify(event.slice(0, 50))}`);
  },
  connectionEstablished: (socketId) =>
    encode(`${PREFIX}connection_established`, {
      data: JSON.stringify({ socket_id: socketId, activity_timeout: APINATOR_ACTIVITY_TIMEOUT_S }),
    }),
  pong: () => encode(`${PREFIX}pong`, { data: "{}" }),
  error: (code, message) => encode(`${PREFIX}error`, { data: JSON.stringify({ code, message }) }),
  subscriptionSucceeded: (channel, state) =>
    encode(`${PREFIX}subscription_succeeded`, { channel, data: JSON.stringify(state) }),
  subscriptionError: (channel, status, message) =>
    encode(`${PREFIX}subscription_error`, {
      channel,
      data: JSON.stringify({ type: "AuthError", error: message, status }),
    }),
  unsubscribed: (channel) => encode(`${PREFIX}unsubscribed`, { channel, data: "{}" }),
  logged: (channel, event, data, seq) => encode(event, { channel, data, seq }),
  signal: (channel, event, data, userId) =>
    encode(event, {
      channel,
      data: typeof data === "string" ? data : JSON.stringify(data ?? {}),
      user_id: userId,
    }),
  positions: (tops) => encode(`${PREFIX}positions`, { data: JSON.stringify(tops) }),
};

/** Events whose names begin so belong to the servers; publishing one would forge a system frame. */
export function isReservedEvent(event: string): boolean {
  return event.startsWith("pusher:") || event.startsWith("pusher_internal:") || event.startsWith("realtime:");
}

function decodeSubscribe(frame: JsonObject): ClientFrame {
  const data = objectData(frame);
  const { auth, channel_data: channelData } = data;
  if (auth !== undefined && typeof auth !== "string") throw new MalformedFrame("auth must be a string");
  if (channelData !== undefined && typeof channelData !== "string")
    throw new MalformedFrame("channel_data must be a string");
  return {
    kind: "subscribe",
    channel: channelOf(frame, data),
    auth: auth ?? "",
    channelData,
    since: decodeSince(data["since"]),
  };
}

function decodeSince(since: unknown): Since | undefined {
  if (since === undefined) return undefined;
  const { seq, epoch } = isObject(since) ? since : { seq: since };
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0)
    throw new MalformedFrame("since must be a position: {epoch, seq} or a whole number");
  if (epoch !== undefined && typeof epoch !== "string")
    throw new MalformedFrame("since.epoch must be a string");
  return { seq, epoch };
}

function channelOf(frame: JsonObject, data: JsonObject): string {
  const channel = data["channel"] ?? frame["channel"];
  if (typeof channel !== "string") throw new MalformedFrame("The frame names no channel");
  return channel;
}

/** `data` as an object, whether it came as one, as JSON text, or (Apinator's Swift client) as an empty string. */
function objectData(frame: JsonObject): JsonObject {
  const { data } = frame;
  if (data === undefined || data === "") return {};
  if (typeof data === "string") return parseObject(data, "data");
  if (isObject(data)) return data;
  throw new MalformedFrame("data must be an object or its JSON text");
}

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseObject(text: string, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedFrame(`${what} is not valid JSON`);
  }
  if (!isObject(value)) throw new MalformedFrame(`${what} is not an object`);
  return value;
}

function encode(event: string, rest: Record<string, unknown>): string {
  return JSON.stringify({ event, ...rest });
}
