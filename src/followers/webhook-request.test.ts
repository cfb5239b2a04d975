import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import Pusher from "pusher";
import { readWebhook } from "../server-sdk/webhook.ts";
import type { Happening } from "../store/webhook-queue.ts";
import { apinatorRequest, pusherRequest, webhookSignature } from "./webhook-request.ts";

const AT = 1_700_000_000_000;
const NOW = AT + 999;

function happening(event: string, fields: Record<string, unknown> = {}, at = AT): Happening {
  return { eventId: `evt_${event}`, event, channel: "presence-room", fields, at };
}

const OCCUPIED = happening("channel_occupied");
const ADDED = happening("member_added", { user_id: "vera" }, AT + 5);
const TYPED = happening("client_event", {
  event: "client-typing",
  data: '{"a":1}',
  socket_id: "1.2",
  user_id: "vera",
});
const CREATED = happening("message.created", { message: { text: "Grüße 👋 \ud83d" } });

// Published for Apinator's own libraries.
test.each([
  [
    "webhook-secret-1",
    "1700000000",
    '{"event":"channel_occupied","channel":"chat"}',
    "96f105a746abcc4bcf70c7a73ef99fb3b3f1cc196d88948b83e93a885b355695",
  ],
  [
    "webhook-secret-2",
    "1700000010",
    "{}",
    "7c0deac78739d9b7e52b156c7a3d10a71d55f63fa6879851bbcdee002900def8",
  ],
])("with %s at %s, %s is signed as Apinator published it", (secret, timestamp, body, signature) => {
  expect(webhookSignature(secret, `${timestamp}.${body}`)).toBe(signature);
});

test("in Pusher's form several events share a request, each under its own id", () => {
  const { body, headers } = pusherRequest({ dialect: "pusher", key: "k", secret: "s" }, [
    OCCUPIED,
    ADDED,
    TYPED,
  ]);
  expect(JSON.parse(body)).toEqual({
    time_ms: AT + 5,
    events: [
      { name: "channel_occupied", channel: "presence-room", event_id: "evt_channel_occupied" },
      { name: "member_added", channel: "presence-room", user_id: "vera", event_id: "evt_member_added" },
      {
        name: "client_event",
        channel: "presence-room",
        event: "client-typing",
        data: '{"a":1}',
        socket_id: "1.2",
        user_id: "vera",
        event_id: "evt_client_event",
      },
    ],
  });
  expect(headers).toEqual({
    "content-type": "application/json",
    "user-agent": "Deskbell",
    "x-deskbell-event-id": "evt_channel_occupied,evt_member_added,evt_client_event",
    "x-pusher-key": "k",
    "x-pusher-signature": createHmac("sha256", "s").update(body).digest("hex"),
  });
});

test("Pusher's own library believes a request that its app's secret signed, and no other", () => {
  const { body, headers } = pusherRequest({ dialect: "pusher", key: "k", secret: "s" }, [OCCUPIED, CREATED]);
  const judge = (key: string, secret: string, rawBody = body) =>
    new Pusher({ appId: "1", key, secret, host: "localhost" }).webhook({ headers: { ...headers }, rawBody });
  expect(judge("k", "s").isValid()).toBe(true);
  expect(judge("k", "s").getTime()).toEqual(new Date(AT));
  expect(judge("k", "s").getEvents()).toMatchObject([
    { name: "channel_occupied", channel: "presence-room" },
    { name: "message.created" },
  ]);
  expect(judge("k", "another").isValid()).toBe(false);
  expect(judge("another", "s").isValid()).toBe(false);
  expect(judge("k", "s", body.replace("channel_occupied", "channel_vacated")).isValid()).toBe(false);
});

test("in Apinator's form a request tells one event, under every name that its libraries look for", () => {
  const signer = { dialect: "apinator", key: "k", secret: "s" } as const;
  const { body, headers } = apinatorRequest(signer, ADDED, NOW);
  expect(JSON.parse(body)).toEqual({
    event: "member_added",
    type: "member_added",
    channel: "presence-room",
    user_id: "vera",
    member: { user_id: "vera" },
    event_id: "evt_member_added",
    time_ms: AT + 5,
  });
  expect(headers).toEqual({
    "content-type": "application/json",
    "user-agent": "Deskbell",
    "x-deskbell-event-id": "evt_member_added",
    "x-realtime-key": "k",
    "x-realtime-timestamp": "1700000000",
    "x-realtime-signature": createHmac("sha256", "s").update(`1700000000.${body}`).digest("hex"),
  });
});

test("the desk's own webhooks are signed without a key", () => {
  const { headers } = apinatorRequest({ dialect: "apinator", secret: "s" }, CREATED, NOW);
  expect(Object.keys(headers)).not.toContain("x-realtime-key");
});

test.each([OCCUPIED, ADDED, TYPED, CREATED])("our own server SDK reads $event alike in both forms", (one) => {
  const credentials = { key: "k", secret: "s" };
  const read = (request: { body: string; headers: Record<string, string> }) =>
    ({ ...readWebhook(credentials, request, 300, NOW).events[0] }) as Record<string, unknown>;
  const { event_id, ...pusher } = read(pusherRequest({ dialect: "pusher", ...credentials }, [one]));
  const apinator = read(apinatorRequest({ dialect: "apinator", ...credentials }, one, NOW));
  expect(event_id).toBe(one.eventId);
  expect(pusher).toMatchObject({ name: one.event, channel: "presence-room" });
  expect(apinator).toMatchObject(pusher);
});
