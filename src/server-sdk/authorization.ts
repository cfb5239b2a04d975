import { channelKind, isChannelName } from "../protocol/channels.ts";
import { DeskbellError } from "./deskbell-error.ts";
import { jsonText } from "./json-text.ts";
import { sign } from "./sign.ts";

/** The id and secret half of an app's key. */
export interface Credentials {
  readonly key: string;
  readonly secret: string;
}

/** What an endpoint for channel authorisation answers to the browser, as JSON. */
export interface ChannelAuthorization {
  /** `key:signature`. */
  auth: string;
  /** The very text that was signed; it must reach the browser byte for byte. */
  channel_data?: string;
}

/** Who joins a presence channel: `user_info` is shown to the other members. */
export interface PresenceData {
  user_id: string | number;
  user_info?: unknown;
  [more: string]: unknown;
}

/** What an endpoint for signing in answers to the browser, as JSON. */
export interface UserAuthorization {
  auth: string;
  user_data: string;
}

/** Who signs in on a connection. */
export interface UserData {
  id: string;
  user_info?: unknown;
  /** Ids of up to 100 users whose coming and going the connection is told. */
  watchlist?: readonly string[];
  [more: string]: unknown;
}

/** Lets the socket onto the channel. Throws `invalid-argument`. */
export function authorizeChannel(
  { key, secret }: Credentials,
  socketId: string,
  channel: string,
  data?: PresenceData | Record<string, unknown> | string | null,
): ChannelAuthorization {
  checkSocketId(socketId);
  checkChannel(channel);
  // A program without types may say null for none.
  const channelData = typeof data === "string" || data == null ? data : jsonText(data, "The channel data");
  if (channelKind(channel) === "presence") checkMember(channelData);
  if (channelData == null) return { auth: `${key}:${sign(secret, `${socketId}:${channel}`)}` };
  const signature = sign(secret, `${socketId}:${channel}:${channelData}`);
  return { auth: `${key}:${signature}`, channel_data: channelData };
}

/** Vouches for who is at the other end of the socket. Throws `invalid-argument`. */
export function authorizeUser(
  { key, secret }: Credentials,
  socketId: string,
  user: UserData,
): UserAuthorization {
  checkSocketId(socketId);
  if (typeof user?.id !== "string" || user.id === "")
    throw new DeskbellError("invalid-argument", "A user needs an id: a text that is not empty");
  const userData = jsonText(user, "A user");
  return { auth: `${key}:${sign(secret, `${socketId}::user::${userData}`)}`, user_data: userData };
}

const SOCKET_ID = /^\d+\.\d+$/;

/**
 * Throws unless `socketId` has the form of one. The check is a wall: the id comes from a browser, and with `:` in it
 * the signature of one channel could be made to fit another.
 */
export function checkSocketId(socketId: unknown): void {
  if (typeof socketId === "string" && SOCKET_ID.test(socketId)) return;
  throw new DeskbellError("invalid-argument", `${shown(socketId)} is not a socket id, such as 123.456`);
}

/** Throws unless `channel` is a name that both sides accept. */
export function checkChannel(channel: unknown): void {
  if (isChannelName(channel)) return;
  throw new DeskbellError(
    "invalid-argument",
    `${shown(channel)} is not a channel name: 1 to 200 of A–Z a–z 0–9 _ - = @ , . ;`,
  );
}

function checkMember(channelData: string | null | undefined): void {
  let member: unknown;
  try {
    member = JSON.parse(channelData ?? "null");
  } catch {
    throw new DeskbellError("invalid-argument", "The data of a presence channel is not valid JSON");
  }
  const id =
    typeof member === "object" && member !== null && "user_id" in member ? member.user_id : undefined;
  if (typeof id === "number" || (typeof id === "string" && id !== "")) return;
  throw new DeskbellError("invalid-argument", "A presence channel needs data with a user_id");
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 100)) : `A value of type ${typeof value}`;
}
