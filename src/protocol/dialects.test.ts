import { expect, test } from "bun:test";
import fc from "fast-check";
import { apinator } from "./apinator.ts";
import { APP_SETTING_BOUNDS } from "./app-settings.ts";
import type { Codec } from "./codec.ts";
import type { ClientEvent } from "./frames.ts";
import { pusher } from "./pusher.ts";

const members = new Map<string, unknown>([
  ["ada", { name: "Ada" }],
  ["ben", undefined],
]);

const clientEvent = (data: string | undefined): ClientEvent => ({
  kind: "client-event",
  channel: "a",
  event: "client-x",
  data,
});

/** Every frame a server can send, in both dialects. */
const golden: readonly (readonly [
  what: string,
  encode: (codec: Codec) => string,
  apinator: object,
  pusher: object,
])[] = [
  [
    "connection_established",
    (codec) => codec.connectionEstablished("1.2"),
    {
      event: "realtime:connection_established",
      data: '{"socket_id":"1.2","activity_timeout":2147483}',
    },
    { event: "pusher:connection_established", data: '{"socket_id":"1.2","activity_timeout":30}' },
  ],
  [
    "pong",
    (codec) => codec.pong(),
    { event: "realtime:pong", data: "{}" },
    { event: "pusher:pong", data: "{}" },
  ],
  [
    "error",
    (codec) => codec.error(4301, "Too many"),
    { event: "realtime:error", data: '{"code":4301,"message":"Too many"}' },
    { event: "pusher:error", data: { code: 4301, message: "Too many" } },
  ],
  [
    "subscription_succeeded",
    (codec) => codec.subscriptionSucceeded("a", {}),
    { event: "realtime:subscription_succeeded", channel: "a", data: "{}" },
    { event: "pusher_internal:subscription_succeeded", channel: "a", data: "{}" },
  ],
  [
    "subscription_succeeded with a position",
    (codec) => codec.subscriptionSucceeded("a", { seq: 7, epoch: "e", recovered: true }),
    {
      event: "realtime:subscription_succeeded",
      channel: "a",
      data: '{"seq":7,"epoch":"e","recovered":true}',
    },
    {
      event: "pusher_internal:subscription_succeeded",
      channel: "a",
      data: '{"seq":7,"epoch":"e","recovered":true}',
    },
  ],
  [
    "subscription_succeeded with members",
    (codec) => codec.subscriptionSucceeded("presence-a", {}, { members, me: "ben" }),
    {
      event: "realtime:subscription_succeeded",
      channel: "presence-a",
      data: JSON.stringify({
        presence: {
          ids: ["ada", "ben"],
          hash: { ada: { name: "Ada" }, ben: {} },
          count: 2,
          members: [
            { user_id: "ada", user_info: { name: "Ada" } },
            { user_id: "ben", user_info: {} },
          ],
          me: "ben",
        },
      }),
    },
    {
      event: "pusher_internal:subscription_succeeded",
      channel: "presence-a",
      data: '{"presence":{"ids":["ada","ben"],"hash":{"ada":{"name":"Ada"},"ben":{}},"count":2}}',
    },
  ],
  [
    "subscription_error",
    (codec) => codec.subscriptionError("a", 401, "No"),
    {
      event: "realtime:subscription_error",
      channel: "a",
      data: '{"type":"AuthError","error":"No","status":401}',
    },
    {
      event: "pusher:subscription_error",
      channel: "a",
      data: { type: "AuthError", error: "No", status: 401 },
    },
  ],
  [
    "unsubscribed",
    (codec) => codec.unsubscribed("a"),
    { event: "realtime:unsubscribed", channel: "a", data: "{}" },
    { event: "pusher:unsubscribed", channel: "a", data: "{}" },
  ],
  [
    "an event",
    (codec) => codec.event("a", "news", '{"n":1}', undefined),
    { event: "news", channel: "a", data: '{"n":1}' },
    { event: "news", channel: "a", data: '{"n":1}' },
  ],
  [
    "an event with its number",
    (codec) => codec.event("a", "news", '{"n":1}', 7),
    { event: "news", channel: "a", data: '{"n":1}', seq: 7 },
    { event: "news", channel: "a", data: '{"n":1}', seq: 7 },
  ],
  [
    "a client event with text",
    (codec) => codec.signal(clientEvent('"hi"'), '"ada"'),
    { event: "client-x", channel: "a", data: "hi", user_id: "ada" },
    { event: "client-x", channel: "a", data: "hi", user_id: "ada" },
  ],
  [
    "a client event with an object",
    (codec) => codec.signal(clientEvent('{"n":1}'), undefined),
    { event: "client-x", channel: "a", data: '{"n":1}' },
    { event: "client-x", channel: "a", data: { n: 1 } },
  ],
  [
    "a client event with null",
    (codec) => codec.signal(clientEvent("null"), undefined),
    { event: "client-x", channel: "a", data: "null" },
    { event: "client-x", channel: "a", data: null },
  ],
  [
    "a client event without data",
    (codec) => codec.signal(clientEvent(undefined), undefined),
    { event: "client-x", channel: "a", data: "{}" },
    { event: "client-x", channel: "a" },
  ],
  [
    "member_added",
    (codec) => codec.memberAdded("presence-a", "ada", undefined),
    { event: "realtime:member_added", channel: "presence-a", data: '{"user_id":"ada","user_info":{}}' },
    {
      event: "pusher_internal:member_added",
      channel: "presence-a",
      data: '{"user_id":"ada","user_info":{}}',
    },
  ],
  [
    "member_removed",
    (codec) => codec.memberRemoved("presence-a", "ada"),
    { event: "realtime:member_removed", channel: "presence-a", data: '{"user_id":"ada"}' },
    { event: "pusher_internal:member_removed", channel: "presence-a", data: '{"user_id":"ada"}' },
  ],
  [
    "subscription_count",
    (codec) => codec.subscriptionCount("a", 3),
    { event: "realtime:subscription_count", channel: "a", data: '{"subscription_count":3}' },
    { event: "pusher_internal:subscription_count", channel: "a", data: '{"subscription_count":3}' },
  ],
  [
    "cache_miss",
    (codec) => codec.cacheMiss("cache-a"),
    { event: "realtime:cache_miss", channel: "cache-a", data: "{}" },
    { event: "pusher:cache_miss", channel: "cache-a" },
  ],
  [
    "positions",
    (codec) => codec.positions({ a: 7 }),
    { event: "realtime:positions", data: '{"a":7}' },
    { event: "pusher_internal:positions", data: '{"a":7}' },
  ],
  [
    "signin_success",
    (codec) => codec.signedIn('{"id":"ada"}'),
    { event: "realtime:signin_success", data: '{"user_data":"{\\"id\\":\\"ada\\"}"}' },
    { event: "pusher:signin_success", data: '{"user_data":"{\\"id\\":\\"ada\\"}"}' },
  ],
  [
    "watchlist_events",
    (codec) => codec.watchlist(["ada"], []),
    { event: "realtime:watchlist_events", data: '{"events":[{"name":"online","user_ids":["ada"]}]}' },
    { event: "pusher_internal:watchlist_events", data: '{"events":[{"name":"online","user_ids":["ada"]}]}' },
  ],
];

test.each(golden)(
  "[T2] %s is spelt as the stock clients of each dialect read it",
  (_what, encode, ...spelt) => {
    expect(JSON.parse(encode(apinator))).toEqual(spelt[0]);
    expect(JSON.parse(encode(pusher))).toEqual(spelt[1]);
  },
);

test("[P5] as many members as a channel may hold are few enough to be told in one frame", () => {
  const most = APP_SETTING_BOUNDS.presenceMembersMax[1];
  // A KiB of JSON for each, and ids of the greatest length.
  const info = { name: "x".repeat(1_024 - '{"name":""}'.length) };
  const full = Array.from({ length: most }, (_, i) => [String(i).padStart(128, "u"), info] as const);
  for (const codec of [pusher, apinator]) {
    const presence = { members: new Map<string, unknown>(full), me: full[0]?.[0] ?? "" };
    const frame = codec.subscriptionSucceeded("presence-a", {}, presence);
    expect(Buffer.byteLength(frame)).toBeLessThan(4 * 1024 * 1024);
  }
});

test("[T3] neither dialect takes the other's system frames", () => {
  expect(pusher.decode('{"event":"pusher:ping","data":{}}')).toEqual({ kind: "ping" });
  expect(() => pusher.decode('{"event":"realtime:ping"}')).toThrow();
  expect(() => apinator.decode('{"event":"pusher:ping"}')).toThrow();
});

test("[T3] clients can send none of the server's own events", () => {
  for (const event of ["subscription_succeeded", "member_added", "error", "connection_established"])
    for (const prefix of ["pusher:", "pusher_internal:", "realtime:"])
      for (const codec of [pusher, apinator])
        expect(() => codec.decode(JSON.stringify({ event: prefix + event, channel: "a" }))).toThrow();
});

test.each([
  ["realtime:subscription_succeeded", apinator],
  ["pusher_internal:subscription_succeeded", pusher],
])("[S6] %s is the JSON of what it tells, whatever the channel is called", (event, codec) => {
  const name = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_\-=@,.;]+$/),
    fc.string(),
    fc.constantFrom('"', "\\", "\n", ""),
  );
  fc.assert(
    fc.property(
      name,
      name,
      fc.maxSafeNat(),
      fc.option(fc.boolean(), { nil: undefined }),
      (channel, epoch, seq, recovered) => {
        const state = recovered === undefined ? { seq, epoch } : { seq, epoch, recovered };
        expect(codec.subscriptionSucceeded(channel, state)).toBe(
          JSON.stringify({ event, channel, data: JSON.stringify(state) }),
        );
      },
    ),
  );
});
