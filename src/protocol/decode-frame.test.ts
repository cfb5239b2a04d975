import { expect, test } from "bun:test";
import fc from "fast-check";
import { apinator } from "./apinator.ts";
import { isReservedEvent, MalformedFrame } from "./codec.ts";
import type { ClientFrame } from "./frames.ts";

const subscribeTo = (channel: string): ClientFrame => ({
  kind: "subscribe",
  channel,
  auth: "k:s",
  channelData: undefined,
  since: undefined,
});

test.each([
  ["an object", { event: "realtime:subscribe", data: { channel: "private-a", auth: "k:s" } }],
  ["JSON text", { event: "realtime:subscribe", data: '{"channel":"private-a","auth":"k:s"}' }],
  [
    "text with the channel beside it",
    { event: "realtime:subscribe", channel: "private-a", data: '{"auth":"k:s"}' },
  ],
])("[F2] data may come as %s", (_form, frame) => {
  expect(apinator.decode(JSON.stringify(frame))).toEqual(subscribeTo("private-a"));
});

test("[F1] keys come in any order, and unknown ones are overlooked", () => {
  const text =
    '{"seq":9,"data":{"more":[],"auth":"k:s","channel":"private-a"},"x":1,"event":"realtime:subscribe"}';
  expect(apinator.decode(text)).toEqual(subscribeTo("private-a"));
});

test("[F2] Apinator's Swift client names the channel beside empty data", () => {
  const text = JSON.stringify({ event: "realtime:unsubscribe", channel: "private-a", data: "" });
  expect(apinator.decode(text)).toEqual({ kind: "unsubscribe", channel: "private-a" });
});

test("[R1] a position is an epoch with a number, or a number alone", () => {
  const since = (value: unknown) => {
    const frame = apinator.decode(
      JSON.stringify({ event: "realtime:subscribe", data: { channel: "a", since: value } }),
    );
    return frame.kind === "subscribe" ? frame.since : undefined;
  };
  expect(since({ epoch: "e", seq: 3 })).toEqual({ epoch: "e", seq: 3 });
  expect(since(7)).toEqual({ epoch: undefined, seq: 7 });
  for (const bad of [-1, 1.5, 2 ** 53, "7", null, {}, { seq: "3" }, { seq: 3, epoch: 1 }, []])
    expect(() => since(bad)).toThrow(MalformedFrame);
});

test.each([
  "",
  "nonsense",
  "null",
  "7",
  '"realtime:ping"',
  "[]",
  "{}",
  '{"event":7}',
  '{"event":"realtime:subscribe"}',
  '{"event":"realtime:subscribe","data":7}',
  '{"event":"realtime:subscribe","data":"7"}',
  '{"event":"realtime:subscribe","data":{"channel":7}}',
  '{"event":"realtime:subscribe","data":{"channel":"a","auth":7}}',
  '{"event":"realtime:subscribe","data":{"channel":"a","channel_data":{}}}',
  '{"event":"realtime:unsubscribe","data":{}}',
  '{"event":"realtime:connection_established","data":"{}"}',
  '{"event":"message:new","channel":"private-a","data":"{}"}',
  '{"event":"client-typing","data":"{}"}',
  `{"event":"realtime:ping","data":${"[".repeat(30_000)}`,
])("[F3] %p is no frame that clients may send", (text) => {
  expect(() => apinator.decode(text)).toThrow(MalformedFrame);
});

/** Frames that are nearly right: every part may be of any kind. */
const nearlyFrames = fc.record(
  {
    event: fc.oneof(
      fc.constantFrom("realtime:subscribe", "realtime:unsubscribe", "realtime:ping", "client-typing"),
      fc.anything(),
    ),
    channel: fc.oneof(fc.string(), fc.jsonValue()),
    data: fc.oneof(
      fc.jsonValue(),
      fc.json(),
      fc.record(
        { channel: fc.jsonValue(), auth: fc.jsonValue(), since: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);

test("[F3] whatever the text, decoding gives a frame or a MalformedFrame", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    nearlyFrames.map((frame) => JSON.stringify(frame)),
  );
  const kinds = new Set<string>();
  fc.assert(
    fc.property(texts, (text) => {
      try {
        kinds.add(apinator.decode(text).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFrame);
      }
    }),
    { numRuns: 1_000, seed: 7 },
  );
  // Without frames that pass, the property would only ever have seen one side.
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(["client-event", "ping", "subscribe", "unsubscribe"]),
  );
});

test("[F2] the server's data is always text", () => {
  const frames = [
    apinator.connectionEstablished("1.2"),
    apinator.pong(),
    apinator.error(4200, "no"),
    apinator.subscriptionSucceeded("a", { seq: 1, epoch: "e" }),
    apinator.subscriptionError("a", 401, "no"),
    apinator.unsubscribed("a"),
    apinator.event("a", "message:new", '{"text":"hi"}', 1),
    apinator.signal(
      { kind: "client-event", channel: "a", event: "client-typing", data: '{"any":"thing"}' },
      '"vera"',
    ),
    apinator.positions({ a: 1 }),
  ];
  for (const frame of frames) expect(typeof JSON.parse(frame).data).toBe("string");
});

test("[C6] the activity timeout is the longest that a 32-bit timer takes in milliseconds", () => {
  const { activity_timeout: seconds } = JSON.parse(JSON.parse(apinator.connectionEstablished("1.2")).data);
  expect(seconds * 1_000).toBeLessThan(2 ** 31);
  expect((seconds + 1) * 1_000).toBeGreaterThan(2 ** 31 - 1);
});

test("names of the servers' own events are known in both dialects", () => {
  for (const event of ["pusher:error", "pusher_internal:member_added", "realtime:error"])
    expect(isReservedEvent(event)).toBe(true);
  expect(isReservedEvent("message:new")).toBe(false);
});
