import { expect, test } from "bun:test";
import { sign } from "./sign.ts";
import { readWebhook, type WebhookRequest } from "./webhook.ts";

const credentials = { key: "k", secret: "s" };
const SIGNED_AT_S = 1_700_000_000;
const SIGNED_AT_MS = SIGNED_AT_S * 1000;
const TOLERANCE_S = 300;

const OCCUPIED = '{"event":"channel_occupied","channel":"chat"}';

function realtimeRequest(body: string, more: Record<string, string> = {}): WebhookRequest {
  return {
    headers: {
      "x-realtime-signature": sign("s", `${SIGNED_AT_S}.${body}`),
      "x-realtime-timestamp": String(SIGNED_AT_S),
      ...more,
    },
    body,
  };
}

function pusherRequest(body: string, more: Record<string, string> = {}): WebhookRequest {
  return { headers: { "x-pusher-key": "k", "x-pusher-signature": sign("s", body), ...more }, body };
}

function read(request: WebhookRequest, now = SIGNED_AT_MS) {
  return readWebhook(credentials, request, TOLERANCE_S, now);
}

// Published for Apinator's own libraries.
const published = [
  [
    "webhook-secret-1",
    SIGNED_AT_S,
    OCCUPIED,
    "96f105a746abcc4bcf70c7a73ef99fb3b3f1cc196d88948b83e93a885b355695",
  ],
  [
    "webhook-secret-2",
    SIGNED_AT_S + 10,
    "{}",
    "7c0deac78739d9b7e52b156c7a3d10a71d55f63fa6879851bbcdee002900def8",
  ],
] as const;

test.each(published)(
  "with %s at %d, the published signature of %s is right",
  (secret, at, body, signature) => {
    const request = (claimed: string) => ({
      headers: { "x-realtime-signature": claimed, "x-realtime-timestamp": String(at) },
      body,
    });
    const verdict = (claimed: string) => {
      try {
        readWebhook({ key: "k", secret }, request(claimed), TOLERANCE_S, at * 1000);
        return "believed";
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const right = body === "{}" ? "webhook-malformed" : "believed";
    expect(verdict(signature)).toBe(right);
    expect(verdict(`sha256=${signature}`)).toBe(right);
    expect(verdict(signature.replace(/.$/, "0"))).toBe("webhook-forged");
  },
);

test("a webhook with a timestamp tells one event", () => {
  expect(read(realtimeRequest(OCCUPIED))).toEqual({
    time: SIGNED_AT_MS,
    events: [{ name: "channel_occupied", channel: "chat" }],
  });
});

test("an event's kind is found under name, type or event", () => {
  const kinds = [
    '{"type":"member_added","channel":"presence-a","user_id":"vera"}',
    '{"event":"member_added","channel":"presence-a","user_id":"vera"}',
    '{"event":"member_added","type":"member_added","channel":"presence-a","user_id":"vera"}',
    '{"name":"member_added","channel":"presence-a","user_id":"vera"}',
  ];
  for (const body of kinds)
    expect(read(realtimeRequest(body)).events).toEqual([
      { name: "member_added", channel: "presence-a", user_id: "vera" },
    ]);
});

test("a client event keeps its own name beside its kind", () => {
  const body = '{"type":"client_event","event":"client-typing","channel":"private-a","data":"{}"}';
  expect(read(realtimeRequest(body)).events).toEqual([
    { name: "client_event", event: "client-typing", channel: "private-a", data: "{}" },
  ]);
});

test("a webhook without a timestamp tells several events", () => {
  const events = [
    { name: "channel_vacated", channel: "a" },
    { name: "client_event", channel: "private-b", event: "client-typing", data: "{}", socket_id: "1.2" },
  ];
  const body = JSON.stringify({ time_ms: 1234, events });
  expect(read(pusherRequest(body))).toEqual({ time: 1234, events });
});

test("the case of headers' names does not matter, and one may have come several times", () => {
  const { headers, body } = realtimeRequest(OCCUPIED);
  const named = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]] as const);
  expect(read({ headers: Object.fromEntries(named), body }).events).toHaveLength(1);
});

test("headers may be a Headers, and the body bytes", () => {
  const { headers, body } = realtimeRequest('{"event":"cache_miss","channel":"cache-grüße"}');
  const request = {
    headers: new Headers(headers as Record<string, string>),
    body: new TextEncoder().encode(body as string),
  };
  expect(read(request).events[0]?.channel).toBe("cache-grüße");
});

const forgeries: readonly [what: string, code: string, request: WebhookRequest][] = [
  ["no signature", "webhook-unsigned", { headers: {}, body: OCCUPIED }],
  ["a changed body", "webhook-forged", { ...realtimeRequest(OCCUPIED), body: `${OCCUPIED} ` }],
  ["a changed body of several", "webhook-forged", { ...pusherRequest("{}"), body: "{} " }],
  [
    "a later timestamp than was signed",
    "webhook-forged",
    realtimeRequest(OCCUPIED, { "x-realtime-timestamp": String(SIGNED_AT_S + 1) }),
  ],
  [
    "no timestamp",
    "webhook-forged",
    { headers: { "x-realtime-signature": sign("s", OCCUPIED) }, body: OCCUPIED },
  ],
  ["another app's key", "webhook-foreign", pusherRequest("{}", { "x-pusher-key": "other" })],
  [
    "a signature of another length",
    "webhook-forged",
    realtimeRequest(OCCUPIED, { "x-realtime-signature": "ab" }),
  ],
  [
    "two signatures",
    "webhook-forged",
    { headers: { "x-pusher-signature": `${sign("s", "{}")}, x` }, body: "{}" },
  ],
];

test.each(forgeries)("a webhook with %s is refused as %s", (_, code, request) => {
  expect(() => read(request)).toThrow(expect.objectContaining({ code }));
});

test("a signed time is believed up to the tolerance on either side and no further", () => {
  const request = realtimeRequest(OCCUPIED);
  for (const offset of [-TOLERANCE_S, 0, TOLERANCE_S])
    expect(read(request, SIGNED_AT_MS + offset * 1000).events).toHaveLength(1);
  for (const offset of [-TOLERANCE_S - 1, TOLERANCE_S + 1])
    expect(() => read(request, SIGNED_AT_MS + offset * 1000)).toThrow(
      expect.objectContaining({ code: "webhook-expired" }),
    );
});

test("a timestamp that is no number is refused although it is signed", () => {
  const headers = { "x-realtime-signature": sign("s", `soon.${OCCUPIED}`), "x-realtime-timestamp": "soon" };
  expect(() => read({ headers, body: OCCUPIED })).toThrow(
    expect.objectContaining({ code: "webhook-expired" }),
  );
});

test.each(["", "[", "null", "7", "{}", '{"event":7}'])(
  "a signed body of %p is refused as malformed",
  (body) => {
    for (const request of [realtimeRequest(body), pusherRequest(body)])
      expect(() => read(request)).toThrow(expect.objectContaining({ code: "webhook-malformed" }));
  },
);

test("a body that was parsed already is the caller's mistake, and nobody's forgery", () => {
  const parsed = JSON.parse(OCCUPIED) as unknown as string;
  for (const { headers } of [realtimeRequest(OCCUPIED), pusherRequest("{}")])
    expect(() => read({ headers, body: parsed })).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
});
