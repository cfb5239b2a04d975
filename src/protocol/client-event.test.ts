import { expect, test } from "bun:test";
import fc from "fast-check";
import { readPlainClientEvent, writeClientEvent } from "./client-event.ts";

const PLAIN = '{"event":"client-typing","channel":"private-a","data":"{\\"at\\":\\"C:\\\\\\\\\\"}"}';

test("[G1] a client event as our clients write it is read without being parsed", () => {
  expect(readPlainClientEvent(PLAIN)).toEqual({
    kind: "client-event",
    event: "client-typing",
    channel: "private-a",
    data: JSON.stringify(JSON.parse(PLAIN).data),
    plain: PLAIN.slice(0, -1),
  });
});

test.each([
  '{"event":"client-a","channel":"b","data":"c"',
  '{"event":"client-a","channel":"b","data":"c"}}',
  '{"event":"client-a","channel":"b","data":"c","data":"d"}',
  '{"event":"client-a","channel":"b","data":"c","user_id":"ada"}',
  '{"event":"client-a","channel":"b","data":"c\\"}',
  '{"event":"client-a","channel":"b","data":"\\x"}',
  '{"event":"client-a","channel":"b","data":"\u0000"}',
  '{"event":"client-a","channel":"b","data":"\n"}',
  '{"event":"client-a\\"","channel":"b","data":"c"}',
  '{"event":"client-a","channel":"b\\\\","data":"c"}',
  '{"event":"client-a","channel":"b","data":{"c":"d"}}',
  '{"event":"client-a","data":"c","channel":"b"}',
  '{"event": "client-a","channel":"b","data":"c"}',
  '{"event":"news","channel":"b","data":"c"}',
  '{"event":"client-',
  '{"event":"client-a"',
  "",
])("[F3] what is written otherwise, or is no JSON at all, is left to the parser: %p", (text) => {
  expect(readPlainClientEvent(text)).toBeUndefined();
});

/** Text with the characters that matter in it more often than chance would have it. */
const text = fc.string({
  unit: fc.oneof(fc.constantFrom('"', "\\", "{", "}", ",", "\u2028", "é", "\n", "\ud800"), fc.string()),
});

const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("typing", "private-a", "é") }, text);

/** Mostly with one character too many, too few, or another. */
const spoiled = fc
  .tuple(
    fc.record({ event: name, channel: name, data: text }),
    fc.nat(),
    fc.option(fc.constantFrom('"', "\\", ",", "}", "")),
  )
  .map(([{ event, channel, data }, at, put]) => {
    const whole = JSON.stringify({ event: `client-${event}`, channel, data });
    const cut = at % whole.length;
    return put === null ? whole : whole.slice(0, cut) + put + whole.slice(cut + 1);
  });

test("[G1] [G3] whatever is read as plain says the same to a parser, and goes out as one with the sender", () => {
  let plain = 0;
  fc.assert(
    fc.property(spoiled, (whole) => {
      const read = readPlainClientEvent(whole);
      if (!read) return;
      plain += 1;
      const parsed = JSON.parse(whole);
      expect(Object.keys(parsed)).toEqual(["event", "channel", "data"]);
      expect({ ...parsed, data: JSON.stringify(parsed.data) }).toEqual({
        event: read.event,
        channel: read.channel,
        data: read.data,
      });
      expect(JSON.parse(writeClientEvent(read, '"ada"'))).toEqual({ ...parsed, user_id: "ada" });
      expect(JSON.parse(writeClientEvent(read, undefined))).toEqual(parsed);
    }),
    { numRuns: 5_000, seed: 11 },
  );
  expect(plain).toBeGreaterThan(500);
});

test("[G3] an event that had to be parsed is written anew, whatever its name", () => {
  const event = { kind: "client-event" as const, event: 'client-"', channel: "private-a" };
  expect(JSON.parse(writeClientEvent({ ...event, data: '{"n":1}' }, '"ada"'))).toEqual({
    event: 'client-"',
    channel: "private-a",
    data: { n: 1 },
    user_id: "ada",
  });
  expect(JSON.parse(writeClientEvent({ ...event, data: undefined }, undefined))).toEqual({
    event: 'client-"',
    channel: "private-a",
  });
});
