import { channelKind } from "../protocol/channels.ts";
import type { ClientFrame } from "../protocol/frames.ts";
import { type Secrets, verifyChannelAuth } from "./signature.ts";

export type SubscribeFrame = Extract<ClientFrame, { kind: "subscribe" }>;

/** What the app's backend vouched for with its signature. */
export interface Authorized {
  readonly userId: string | undefined;
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
  if (channelKind(channel) === "public") return { userId: undefined };
  if (!verifyChannelAuth(secrets, auth, socketId, channel, channelData))
    return { status: 401, message: "The signature does not fit this socket, channel and channel data" };
  if (channelData === undefined) return { userId: undefined };
  return readChannelData(channelData);
}

function readChannelData(channelData: string): Authorized | Refusal {
  let data: unknown;
  try {
    data = JSON.parse(channelData);
  } catch {
    return { status: 400, message: "channel_data is not valid JSON" };
  }
  if (typeof data !== "object" || data === null)
    return { status: 400, message: "channel_data is not an object" };
  const id: unknown = "user_id" in data ? data.user_id : undefined;
  if (id === undefined) return { userId: undefined };
  // Backends sign the number of a database row as often as its text.
  const userId = typeof id === "number" ? String(id) : id;
  if (typeof userId !== "string" || userId === "" || userId.length > USER_ID_MAX)
    return { status: 400, message: `user_id must be a text of 1 to ${USER_ID_MAX} characters` };
  return { userId };
}
