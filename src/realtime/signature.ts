import { createHmac, timingSafeEqual } from "node:crypto";
import type { Hmac } from "./ports.ts";

/** The secrets of an app, by key, made ready to sign with. */
export type Secrets = ReadonlyMap<string, (text: string) => string>;

/** Makes an app's secrets ready. */
export function secretsOf(keys: Iterable<{ key: string; secret: string }>, hmac: Hmac): Secrets {
  return new Map(Array.from(keys, ({ key, secret }) => [key, hmac(secret)]));
}

/** Hex HMAC-SHA256 of `text`, as both dialects sign everything. */
export function sign(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

/** The `auth` string of a subscription: proves that the holder of the secret let this socket onto this channel. */
export function channelAuth(
  key: string,
  secret: string,
  socketId: string,
  channel: string,
  channelData?: string,
): string {
  return `${key}:${sign(secret, signedText(socketId, channel, channelData))}`;
}

/**
 * Whether `auth` (`key:signature`) was made with one of the app's secrets for exactly this socket, channel and
 * channel data. The bytes of `channelData` are what is signed: it must not be parsed before this says yes.
 */
export function verifyChannelAuth(
  secrets: Secrets,
  auth: string,
  socketId: string,
  channel: string,
  channelData: string | undefined,
): boolean {
  return verifyAuth(secrets, auth, signedText(socketId, channel, channelData));
}

/** Whether `auth` (`key:signature`) signs `text` with the secret of a key in `secrets`. Takes constant time. */
export function verifyAuth(secrets: Secrets, auth: string, text: string): boolean {
  const colon = auth.indexOf(":");
  const signed = secrets.get(auth.slice(0, colon));
  if (colon < 0 || signed === undefined) return false;
  const claim = auth.slice(colon + 1);
  if (claim.length !== SIGNATURE_LENGTH || expected.write(signed(text)) !== SIGNATURE_LENGTH) return false;
  // A claim with anything but ASCII in it does not fit, and leaves bytes of the one before.
  return claimed.write(claim) === SIGNATURE_LENGTH && timingSafeEqual(claimed, expected);
}

/** Characters of a hex HMAC-SHA256. */
const SIGNATURE_LENGTH = 64;
/** Written anew for each comparison: two buffers for each connection are felt in a reconnect storm. */
const claimed = Buffer.alloc(SIGNATURE_LENGTH);
const expected = Buffer.alloc(SIGNATURE_LENGTH);

function signedText(socketId: string, channel: string, channelData: string | undefined): string {
  return channelData === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${channelData}`;
}
