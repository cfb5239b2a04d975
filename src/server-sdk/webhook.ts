import type { Credentials } from "./authorization.ts";
import { DeskbellError } from "./deskbell-error.ts";
import { isSameSignature, sign } from "./sign.ts";

/** A request as an HTTP server received it. */
export interface WebhookRequest {
  /** A `Headers`, or an object such as Node has. */
  readonly headers: HeadersLike | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body before any parsing: the signature covers its bytes. */
  readonly body: string | Uint8Array;
}

/** A request that truly comes from the app's server. */
export interface Webhook {
  /** When it was sent, or for Pusher's form when what it tells happened, in ms since 1970. */
  readonly time: number;
  readonly events: readonly WebhookEvent[];
}

/** Something that happened on a channel. Take it as a hint and ask the channel API when it matters. */
export interface WebhookEvent {
  /** Such as `channel_occupied`, `member_added`, `client_event`. */
  readonly name: string;
  /** The same whenever the event is told again: keep those you have seen. */
  readonly event_id?: string;
  readonly channel?: string;
  readonly user_id?: string;
  /** Name, data and sender of a client event. */
  readonly event?: string;
  readonly data?: string;
  readonly socket_id?: string;
  readonly [more: string]: unknown;
}

/** How old a signature may be, in seconds, on servers that sign the time. */
export const WEBHOOK_TOLERANCE_S = 300;

/** Verifies and reads a webhook of either dialect. `now` is in ms. Throws `DeskbellError` `webhook-…` or `invalid-argument`. */
export function readWebhook(
  credentials: Credentials,
  request: WebhookRequest,
  toleranceSeconds: number,
  now: number,
): Webhook {
  const header = headersOf(request);
  const body = bodyOf(request);
  const key = header("x-pusher-key") ?? header("x-realtime-key");
  if (key !== undefined && key !== credentials.key)
    throw new DeskbellError("webhook-foreign", "The webhook is about the app of another key");
  const realtime = header("x-realtime-signature");
  const pusher = header("x-pusher-signature");
  if (realtime !== undefined) {
    const seconds = header("x-realtime-timestamp") ?? "";
    verify(realtime.replace(/^sha256=/, ""), sign(credentials.secret, `${seconds}.${body}`));
    checkAge(seconds, toleranceSeconds, now);
    return readRealtime(body, Number(seconds) * 1000);
  }
  if (pusher === undefined) throw new DeskbellError("webhook-unsigned", "The request bears no signature");
  verify(pusher, sign(credentials.secret, body));
  return readPusher(body);
}

/** The signature is judged first: what is not signed by the server is not even parsed. */
function verify(claimed: string, expected: string): void {
  if (!isSameSignature(claimed, expected))
    throw new DeskbellError(
      "webhook-forged",
      "The signature does not fit: pass the body as it came, unparsed",
    );
}

function checkAge(seconds: string, toleranceSeconds: number, now: number): void {
  const age = now / 1000 - (/^\d+$/.test(seconds) ? Number(seconds) : Number.NaN);
  if (!(Math.abs(age) <= toleranceSeconds))
    throw new DeskbellError(
      "webhook-expired",
      `The webhook was signed more than ${toleranceSeconds} s ago or ahead: it may be a replay, or a clock is wrong`,
    );
}

/** Apinator: one event a request, its name under `event` or `type`. */
function readRealtime(body: string, time: number): Webhook {
  const { event, type, name, ...rest } = parse(body);
  // A client event's own name stands beside, under `event`.
  const kind = [name, type, event].find((word) => typeof word === "string");
  if (typeof kind !== "string") throw malformed();
  return { time, events: [{ ...rest, ...(kind === event ? {} : { event }), name: kind } as WebhookEvent] };
}

/** Pusher: several events a request. */
function readPusher(body: string): Webhook {
  const { time_ms: time, events } = parse(body);
  if (typeof time !== "number" || !Array.isArray(events)) throw malformed();
  return { time, events: events as WebhookEvent[] };
}

type HeadersLike = { get(name: string): string | null };

function headersOf({ headers }: WebhookRequest): (name: string) => string | undefined {
  if (isHeaders(headers)) return (name) => headers.get(name) ?? undefined;
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => [named.get(name)].flat()[0];
}

function isHeaders(headers: WebhookRequest["headers"]): headers is HeadersLike {
  return typeof headers["get"] === "function";
}

/** The usual mistake is a body that the framework has parsed already: no signature fits that any more. */
function bodyOf({ body }: WebhookRequest): string {
  if (typeof body === "string") return body;
  if (!ArrayBuffer.isView(body))
    throw new DeskbellError("invalid-argument", "Pass the body of a webhook as it came: its text or bytes");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw malformed();
  }
}

function parse(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw malformed();
  }
  if (typeof value !== "object" || value === null) throw malformed();
  return value as Record<string, unknown>;
}

function malformed(): DeskbellError {
  return new DeskbellError("webhook-malformed", "The webhook is signed, but its body is not understood");
}
