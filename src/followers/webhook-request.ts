import { createHmac } from "node:crypto";
import type { Happening } from "../store/webhook-queue.ts";

/** What a webhook's requests are signed with, and so in which dialect they speak. */
export type WebhookSigner =
  | { readonly dialect: "pusher"; readonly key: string; readonly secret: string }
  /** The desk's own webhooks have a secret and no key. */
  | { readonly dialect: "apinator"; readonly key?: string; readonly secret: string };

/** The body and the headers of one request. */
export interface WebhookRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Exactly this: Pusher's library for Node refuses a charset behind it. */
const CONTENT_TYPE = "application/json";

/** Several happenings in one request, as Pusher tells them; at least one, in order. */
export function pusherRequest(
  signer: WebhookSigner & { dialect: "pusher" },
  happenings: readonly Happening[],
): WebhookRequest {
  const body = JSON.stringify({
    time_ms: Math.max(...happenings.map(({ at }) => at)),
    events: happenings.map(({ event, channel, fields, eventId }) => ({
      name: event,
      channel,
      ...fields,
      event_id: eventId,
    })),
  });
  return {
    body,
    headers: {
      ...commonHeaders(happenings),
      "x-pusher-key": signer.key,
      "x-pusher-signature": webhookSignature(signer.secret, body),
    },
  };
}

/**
 * One happening, as Apinator tells it: its libraries look for the name under `event` or `type` and for a user under
 * `user_id` or `member`, so it is under both. Of a client event, `event` is the client's own name for it.
 */
export function apinatorRequest(
  signer: WebhookSigner & { dialect: "apinator" },
  happening: Happening,
  now: number,
): WebhookRequest {
  const { event, channel, fields, eventId, at } = happening;
  const body = JSON.stringify({
    event,
    type: event,
    channel,
    ...fields,
    ...(isAboutMember(event) ? { member: { user_id: fields["user_id"] } } : {}),
    event_id: eventId,
    time_ms: at,
  });
  // Rounded down: some of its libraries refuse a time in the future.
  const timestamp = String(Math.floor(now / 1000));
  return {
    body,
    headers: {
      ...commonHeaders([happening]),
      ...(signer.key === undefined ? {} : { "x-realtime-key": signer.key }),
      "x-realtime-timestamp": timestamp,
      "x-realtime-signature": webhookSignature(signer.secret, `${timestamp}.${body}`),
    },
  };
}

function isAboutMember(event: string): boolean {
  return event === "member_added" || event === "member_removed";
}

function commonHeaders(happenings: readonly Happening[]): Record<string, string> {
  return {
    "content-type": CONTENT_TYPE,
    "user-agent": "Deskbell",
    "x-deskbell-event-id": happenings.map(({ eventId }) => eventId).join(","),
  };
}

/** Hexadecimal HMAC-SHA256, as both dialects sign. */
export function webhookSignature(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
