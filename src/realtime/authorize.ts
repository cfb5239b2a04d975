import { channelKind } from "../protocol/channels.ts";
import { MalformedFrame } from "../protocol/codec.ts";
import { parseObject, readSince } from "../protocol/decode-frame.ts";
import type { ClientFrame, Since } from "../protocol/frames.ts";
import { type Secrets, verifyChannelAuth } from "./signature.ts";

export type SubscribeFrame = Extract<ClientFrame, { kind: "subscribe" }>;

/** What the app's backend vouched for with its signature. */
export interface Authorized {
  readonly userId?: string | undefined;
  readonly userInfo?: unknown;
  /** A position for clients that can pass nothing else on than what was signed for them. */
  readonly since?: Since | undefined;
}

/** Why a subscription is not begun. `status` is what an HTTP answer would have. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** Longest user id, in UTF-16 code units. */
export const USER_ID_MAX = 128;

/** Judges the signature of a subscription and reads the channel data that it covers. */
export function authorize(
  secrets: Secrets,
  socketId: string,
  { channel, auth, channelData }: SubscribeFrame,
): Authorized | Refusal {
  if (channelKind(channel) === "public") return {};
  if (!verifyChannelAuth(secrets, auth, socketId, channel, channelData))
    return { status: 401, message: "The signature does not fit this socket, channel and channel data" };
  if (channelData === undefined) return {};
  try {
    const data = parseObject(channelData, "channel_data");
    // Backends write null where they have nobody and nothing to name.
    const { user_id: userId, since } = data;
    return {
      userId: userId == null ? undefined : readUserId(userId, "user_id"),
      userInfo: data["user_info"],
      since: readSince(since ?? undefined),
    };
  } catch (cause) {
    if (cause instanceof MalformedFrame) return { status: 400, message: cause.message };
    throw cause;
  }
}

/** Reads what a backend signed as the id of a user. Throws `MalformedFrame`, which calls it `what`. */
export function readUserId(id: unknown, what: string): string {
  // Backends sign the number of a database row as often as its text.
  const text = typeof id === "number" ? String(id) : id;
  if (typeof text !== "string" || text === "" || text.length > USER_ID_MAX)
    throw new MalformedFrame(`${what} must be a text of 1 to ${USER_ID_MAX} characters`);
  return text;
}
