import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Dialect } from "../../protocol/app-settings.ts";
import { ChannelApiRefusal } from "./refusal.ts";

/** How far a request's clock may be off, in seconds: what the stock libraries are told to expect. */
export const TIMESTAMP_WINDOW_S = 600;

/** A request as it came, before anything of it is believed. */
export interface RawRequest {
  readonly method: string;
  /** Without the query, as it stood in the request line. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What is needed of a key to judge a signature. */
export interface SigningKey {
  readonly key: string;
  readonly secret: string;
}

/** How a request was signed tells how it wants to be answered. */
export function dialectOf(request: RawRequest): Dialect {
  return request.headers.has("x-realtime-key") ? "apinator" : "pusher";
}

/**
 * Judges the signature of a request against the keys of its app. `now` is in ms. Throws `ChannelApiRefusal` 401.
 * A request can be repeated within the window: the protocol has no nonce; publishers who mind send an idempotency key.
 */
export function verifySignature(request: RawRequest, keys: readonly SigningKey[], now: number): void {
  if (dialectOf(request) === "apinator") verifyHeaders(request, keys, now);
  else verifyQuery(request, keys, now);
}

/** Pusher's form: HMAC-SHA256 over method, path and the sorted query; the body is bound by its MD5 in the query. */
function verifyQuery(
  { method, path, query, body }: RawRequest,
  keys: readonly SigningKey[],
  now: number,
): void {
  const secret = secretOf(keys, query.get("auth_key"));
  if (query.get("auth_version") !== "1.0") throw unauthorized("auth_version must be 1.0");
  checkTimestamp(query.get("auth_timestamp"), now);
  // One that is there must fit, too: a body that was signed may not be taken away.
  if ((body.length > 0 || query.has("body_md5")) && query.get("body_md5") !== md5(body))
    throw unauthorized("body_md5 is not the MD5 of the body");
  const signed = [...query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== "auth_signature")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const candidates = spellings(path).map((spelling) => `${method}\n${spelling}\n${signed}`);
  checkSignature(secret, candidates, query.get("auth_signature"));
}

/** Apinator's form: HMAC-SHA256 over timestamp, method, path and the body's MD5; the query is not signed. */
function verifyHeaders(
  { method, path, headers, body }: RawRequest,
  keys: readonly SigningKey[],
  now: number,
): void {
  const secret = secretOf(keys, headers.get("x-realtime-key"));
  const timestamp = headers.get("x-realtime-timestamp");
  checkTimestamp(timestamp, now);
  const digest = body.length > 0 ? md5(body) : "";
  const candidates = spellings(path).map((spelling) => `${timestamp}\n${method}\n${spelling}\n${digest}`);
  checkSignature(secret, candidates, headers.get("x-realtime-signature"));
}

/** Some libraries sign the path as they send it, some as it reads decoded. */
function spellings(path: string): string[] {
  try {
    const decoded = decodeURIComponent(path);
    return decoded === path ? [path] : [path, decoded];
  } catch {
    return [path];
  }
}

function secretOf(keys: readonly SigningKey[], asked: string | null): string {
  const found = keys.find(({ key }) => key === asked);
  if (!found) throw unauthorized("The key is not one of this app's");
  return found.secret;
}

function checkTimestamp(text: string | null, now: number): void {
  const seconds = text !== null && /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (!(Math.abs(now / 1000 - seconds) <= TIMESTAMP_WINDOW_S))
    throw unauthorized(`The timestamp is more than ${TIMESTAMP_WINDOW_S} s off the server's clock`);
}

function checkSignature(secret: string, candidates: readonly string[], given: string | null): void {
  const signature = Buffer.from(given ?? "", "utf8");
  const fits = candidates.some((text) => {
    const expected = Buffer.from(createHmac("sha256", secret).update(text).digest("hex"), "utf8");
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });
  if (!fits) throw unauthorized("The signature does not fit");
}

function md5(body: Uint8Array): string {
  return createHash("md5").update(body).digest("hex");
}

function unauthorized(message: string): ChannelApiRefusal {
  return new ChannelApiRefusal(401, "unauthorized", message);
}
