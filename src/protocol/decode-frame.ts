import { readPlainClientEvent } from "./client-event.ts";
import { MalformedFrame } from "./codec.ts";
import type { ClientFrame, Since } from "./frames.ts";

/**
 * Decodes a client's frame whose system events begin with `prefix`. Throws `MalformedFrame` for anything that a client
 * may not send.
 */
export function decodeFrame(text: string, prefix: string): ClientFrame {
  return readPlainClientEvent(text) ?? decodeParsed(parseObject(text, "The frame"), prefix);
}

function decodeParsed(frame: JsonObject, prefix: string): ClientFrame {
  const { event, data } = frame;
  if (typeof event !== "string") throw new MalformedFrame("The frame has no event name");
  if (event.startsWith("client-"))
    return { kind: "client-event", channel: channelOf(frame, {}), event, data: JSON.stringify(data) };
  if (event.startsWith(prefix))
    switch (event.slice(prefix.length)) {
      case "ping":
        return { kind: "ping" };
      case "pong":
        return { kind: "pong" };
      case "subscribe":
        return decodeSubscribe(frame);
      case "unsubscribe":
        return { kind: "unsubscribe", channel: channelOf(frame, objectData(frame)) };
      case "signin":
        return decodeSignIn(objectData(frame));
    }
  throw new MalformedFrame(`Clients can't send the event ${JSON.stringify(event.slice(0, 50))}`);
}

/** Reads a position that a client claims. Throws `MalformedFrame` when it is none. */
export function readSince(since: unknown): Since | undefined {
  if (since === undefined) return undefined;
  const { seq, epoch } = isObject(since) ? since : { seq: since };
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0)
    throw new MalformedFrame("since must be a position: {epoch, seq} or a whole number");
  if (epoch !== undefined && typeof epoch !== "string")
    throw new MalformedFrame("since.epoch must be a string");
  return { seq, epoch };
}

/** Parses JSON text that must be an object. Throws `MalformedFrame`, which calls it `what`. */
export function parseObject(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedFrame(`${what} is not valid JSON`);
  }
  if (!isObject(value)) throw new MalformedFrame(`${what} is not an object`);
  return value;
}

function decodeSubscribe(frame: JsonObject): ClientFrame {
  const data = objectData(frame);
  const { auth, channel_data: channelData } = data;
  // Clients of public channels send nothing, null or an empty text.
  if (auth != null && typeof auth !== "string") throw new MalformedFrame("auth must be a string");
  if (channelData != null && typeof channelData !== "string")
    throw new MalformedFrame("channel_data must be a string");
  return {
    kind: "subscribe",
    channel: channelOf(frame, data),
    auth: auth ?? "",
    channelData: channelData ?? undefined,
    since: readSince(data["since"]),
  };
}

function decodeSignIn({ auth, user_data: userData }: JsonObject): ClientFrame {
  if (typeof auth !== "string") throw new MalformedFrame("auth must be a string");
  if (typeof userData !== "string") throw new MalformedFrame("user_data must be a string");
  return { kind: "signin", auth, userData };
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
