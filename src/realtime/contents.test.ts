import { expect, test } from "bun:test";
import fc from "fast-check";
import { hostingEngine, type MemorySocket } from "../../test/helpers/memory-engine.ts";
import { History } from "./history.ts";

const OURS = "deskbell";

/** The numbers `n` that a client got on a channel. */
function numbersOf({ wire }: MemorySocket, event = "news"): number[] {
  return wire.of(event).map(({ data }) => (data as { n: number }).n);
}

function answerTo({ wire }: MemorySocket): { seq: number; epoch: string; recovered?: boolean } {
  const answers = wire.frames.filter(({ event }) => event.endsWith(":subscription_succeeded"));
  return answers.at(-1)?.data as { seq: number; epoch: string; recovered?: boolean };
}

const publishing = ({ publish }: ReturnType<typeof hostingEngine>, channel: string) => {
  let n = 0;
  return (times = 1) => {
    for (let i = 0; i < times; i++) publish(channel, "news", JSON.stringify({ n: ++n }));
  };
};

test("[Y1] [Y2] a channel with a history numbers its events, beside the data and inside", async () => {
  const world = hostingEngine({ historyCount: 10 });
  const socket = world.apinator();
  await socket.subscribe("news");
  publishing(world, "news")(2);
  const { seq, epoch } = answerTo(socket);
  expect(epoch).toMatch(/./);
  expect(socket.wire.seqs("news")).toEqual([seq + 1, seq + 2]);
  expect(socket.wire.of("news").map(({ data }) => data)).toEqual([
    { seq: seq + 1, n: 1 },
    { seq: seq + 2, n: 2 },
  ]);
});

test("[Y1] without a history there are no numbers, and nothing is recovered", async () => {
  const { pusher, publish } = hostingEngine();
  const socket = pusher();
  await socket.subscribe("news", undefined, { seq: 0 });
  publish("news");
  expect(socket.wire.texts.slice(1)).toEqual([
    '{"event":"pusher_internal:subscription_succeeded","channel":"news","data":"{\\"recovered\\":false}"}',
    '{"event":"news","channel":"news","data":"{\\"n\\":1}"}',
  ]);
});

const notNumbered = ["[1]", '"text"', "7", "plain", '{"broken"', ""];

test.each(notNumbered)("[Y2] data like %p is passed on as it is", async (data) => {
  const { pusher, publish } = hostingEngine({ historyCount: 10 });
  const socket = pusher();
  await socket.subscribe("news");
  publish("news", "news", data);
  expect(JSON.parse(socket.wire.texts.at(-1) ?? "").data).toBe(data);
});

test("[Y2] an empty object gets its number, and an object with a number of its own keeps that", async () => {
  const { pusher, publish } = hostingEngine({ historyCount: 10 });
  const socket = pusher();
  await socket.subscribe("news");
  publish("news", "news", "{ }");
  publish("news", "news", '{"seq":"mine"}');
  const { seq } = answerTo(socket);
  expect(socket.wire.of("news").map(({ data }) => data)).toEqual([{ seq: seq + 1 }, { seq: "mine" }]);
});

test("[Y3] who comes back since its position gets what it missed, once and in order", async () => {
  const world = hostingEngine({ historyCount: 10 });
  const publish = publishing(world, "news");
  const before = world.apinator(OURS);
  await before.subscribe("news");
  publish(3);
  const { epoch } = answerTo(before);
  const position = { epoch, seq: before.wire.seqs("news").at(-1) ?? 0 };
  before.peer.closed(false);
  publish(5);
  const after = world.apinator(OURS);
  await after.subscribe("news", undefined, position);
  publish(2);
  expect(answerTo(after)).toEqual({ epoch, seq: position.seq + 5, recovered: true });
  expect(numbersOf(after)).toEqual([4, 5, 6, 7, 8, 9, 10]);
});

test("[Y3] what is too old, or too much, is not recovered in part", async () => {
  const world = hostingEngine({ historyCount: 3, historySeconds: 60 });
  const publish = publishing(world, "news");
  const socket = world.pusher();
  await socket.subscribe("news");
  const { seq, epoch } = answerTo(socket);
  const recovers = async (from: number, of = epoch) => {
    const late = world.pusher();
    await late.subscribe("news", undefined, { epoch: of, seq: from });
    const { recovered } = answerTo(late);
    expect(numbersOf(late).length > 0).toBe(recovered === true && from < seq + 4);
    return recovered;
  };
  publish(4);
  expect(await recovers(seq)).toBe(false);
  expect(await recovers(seq + 1)).toBe(true);
  expect(await recovers(seq + 4)).toBe(true);
  expect(await recovers(seq + 5)).toBe(false);
  expect(await recovers(seq + 1, "another")).toBe(false);
  world.clock.time += 61_000;
  world.engine.sweep();
  expect(await recovers(seq + 1)).toBe(false);
  expect(await recovers(seq + 4)).toBe(true);
});

test("[Y3] [R4] what is too long to wait for a reader is not replayed, nor anything for one who is behind", async () => {
  const world = hostingEngine({ historyCount: 200 });
  const socket = world.pusher();
  await socket.subscribe("news");
  const { seq } = answerTo(socket);
  // A quote is escaped in the data and once more in the frame: four bytes.
  const long = JSON.stringify({ text: '"'.repeat(7_500) });
  for (let i = 0; i < 101; i++) world.publish("news", "long", long);
  const recovers = async (from: number, buffered = 0) => {
    const late = world.pusher();
    late.wire.buffered = buffered;
    await late.subscribe("news", undefined, { seq: from });
    return answerTo(late).recovered;
  };
  expect(await recovers(seq)).toBe(false);
  expect(await recovers(seq + 2)).toBe(true);
  expect(await recovers(seq + 100, 1_100_000)).toBe(false);
  expect(await recovers(seq + 101, 1_100_000)).toBe(true);
});

test("[Y4] a stock client is caught up by the position that is signed into its channel data", async () => {
  const world = hostingEngine({ historyCount: 100 });
  const publish = publishing(world, "private-a");
  let client = world.pusher();
  client.subscribeWith("private-a", undefined);
  const got: number[] = [];
  for (const missed of [2, 0, 7]) {
    publish(3);
    got.push(...numbersOf(client));
    const lastEvent = client.wire.of("news").at(-1)?.data as { seq: number };
    client.peer.closed(false);
    publish(missed);
    client = world.pusher();
    client.subscribeWith("private-a", JSON.stringify({ since: lastEvent.seq }));
    expect(answerTo(client).recovered).toBe(true);
  }
  got.push(...numbersOf(client));
  expect(got).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
});

test("[Y4] a position that is none is refused", () => {
  const { pusher } = hostingEngine({ historyCount: 100 });
  const client = pusher();
  client.subscribeWith("private-a", '{"since":"yesterday"}');
  expect(client.wire.of("pusher:subscription_error")[0]?.data).toMatchObject({ status: 400 });
});

test("[Y5] numbers of a forgotten channel, or of a former process, recover nothing", async () => {
  const first = hostingEngine({ historyCount: 10, historySeconds: 5 });
  const before = first.pusher();
  before.subscribeWith("private-a", undefined);
  publishing(first, "private-a")(4);
  const { seq } = answerTo(before);
  before.peer.closed(true);
  await first.pass(8);
  publishing(first, "private-a")(9);
  const second = hostingEngine({ historyCount: 10, historySeconds: 5 });
  second.clock.time += 60_000;
  publishing(second, "private-a")(9);
  for (const { pusher } of [first, second])
    for (let n = 0; n <= 4; n++) {
      const client = pusher();
      client.subscribeWith("private-a", JSON.stringify({ since: seq + n }));
      expect(answerTo(client).recovered).toBe(false);
      expect(numbersOf(client)).toEqual([]);
    }
});

test("[R7] [Y1] a client of ours is told where its channels with a history stand", async () => {
  const world = hostingEngine({ historyCount: 10 });
  const socket = world.apinator(OURS);
  for (const channel of ["news", "private-a"]) await socket.subscribe(channel);
  publishing(world, "news")(3);
  world.put({ historyCount: 0 });
  await socket.subscribe("unnumbered");
  for (let i = 0; i < 9; i++) {
    socket.peer.receivedPong();
    await world.pass(5);
  }
  const answers = socket.wire
    .of("realtime:subscription_succeeded")
    .map(({ data }) => data as { seq: number });
  expect(socket.wire.of("realtime:positions").map(({ data }) => data)).toEqual([
    { news: (answers[0]?.seq ?? 0) + 3, "private-a": answers[1]?.seq },
  ]);
});

test("[Y5] a channel on which somebody is keeps its numbers, however long it was silent", async () => {
  const world = hostingEngine({ historyCount: 10, historySeconds: 5 });
  const publish = publishing(world, "news");
  const socket = world.apinator(OURS);
  await socket.subscribe("news");
  publish();
  for (let i = 0; i < 10; i++) {
    socket.peer.receivedPong();
    await world.pass(5);
  }
  publish();
  const { seq } = answerTo(socket);
  expect(socket.wire.seqs("news")).toEqual([seq + 1, seq + 2]);
});

test("[Y5] a channel on which somebody is keeps its numbers, also when what it kept is forgotten for want of room", async () => {
  const world = hostingEngine({ historyCount: 200, historySeconds: 10_000, eventBytesMax: 10_000_000 });
  const socket = world.apinator(OURS);
  await socket.subscribe("news");
  world.publish("news");
  const megabyte = JSON.stringify({ text: "x".repeat(1_000_000) });
  for (let i = 0; i < 40; i++) world.publish(`room-${i}`, "big", megabyte);
  world.publish("news");
  const { seq, epoch } = answerTo(socket);
  expect(socket.wire.seqs("news")).toEqual([seq + 1, seq + 2]);
  const back = world.apinator(OURS);
  await back.subscribe("news", undefined, { epoch, seq });
  expect(answerTo(back)).toMatchObject({ recovered: false, seq: seq + 2 });
});

test("[Y6] a client of ours that an event is not for is told its number", async () => {
  const { apinator, publish, pusher } = hostingEngine({ historyCount: 10 });
  const [author, stock] = [apinator(OURS), pusher()];
  for (const socket of [author, stock]) await socket.subscribe("news");
  publish("news", "news", "{}", author.socketId);
  publish("news", "news", "{}", stock.socketId);
  const { seq } = answerTo(author);
  expect(author.wire.frames.slice(2)).toEqual([
    { event: "realtime:skipped", channel: "news", data: {}, seq: seq + 1 },
    { event: "news", channel: "news", data: { seq: seq + 2 }, seq: seq + 2 },
  ]);
  expect(stock.wire.of("news").length).toBe(1);
  expect(stock.wire.of("realtime:skipped")).toEqual([]);
});

test("[Y3] whatever was kept and forgotten, a history answers with exactly what follows, or not at all", () => {
  const acts = fc.array(fc.record({ publish: fc.nat(4), age: fc.nat(3), count: fc.nat(6) }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(acts, (script) => {
      const history = new History(1_000);
      let now = 0;
      let kept: { seq: number; at: number }[] = [];
      for (const { publish, age, count } of script) {
        now += 1;
        for (let i = 0; i < publish; i++) {
          expect(history.nextSeq).toBe(history.top + 1);
          kept.push({ seq: history.keep("news", "{}", now), at: now });
        }
        history.trim(count, now - age);
        kept = kept.slice(count === 0 ? kept.length : -count).filter(({ at }) => at >= now - age);
        for (let seq = 995; seq <= history.top + 2; seq++) {
          const isKnown = seq <= history.top && seq >= history.top - kept.length;
          const following = kept.map((one) => one.seq).filter((one) => one > seq);
          expect(history.after(seq)?.map((one) => one.seq)).toEqual(isKnown ? following : undefined);
        }
        expect(history.size).toBe(kept.length * "news{}".length);
      }
    }),
    { numRuns: 200, seed: 7 },
  );
});

test("[Q1] a cache channel begins with the last event, or with a miss", async () => {
  const { pusher, publish, edgesTold } = hostingEngine();
  const early = pusher();
  await early.subscribe("cache-a");
  expect(early.wire.frames.slice(1).map(({ event }) => event)).toEqual([
    "pusher_internal:subscription_succeeded",
    "pusher:cache_miss",
  ]);
  publish("cache-a", "price", '{"n":1}');
  publish("cache-a", "price", '{"n":2}');
  for (const channel of ["cache-a", "private-cache-a", "presence-cache-a", "private-encrypted-cache-a"]) {
    publish(channel, "price", '{"n":2}');
    const late = pusher();
    await late.subscribe(channel, "ada");
    expect(late.wire.frames.slice(1).map(({ event }) => event)).toEqual([
      "pusher_internal:subscription_succeeded",
      "price",
    ]);
    expect(numbersOf(late, "price")).toEqual([2]);
  }
  expect(edgesTold().filter((edge) => edge.startsWith("cache_miss"))).toEqual(["cache_miss cache-a"]);
});

test("[Q1] other channels keep nothing", async () => {
  const { pusher, publish } = hostingEngine();
  publish("news");
  publish("my-cache-a");
  const socket = pusher();
  for (const channel of ["news", "my-cache-a"]) await socket.subscribe(channel);
  expect(socket.wire.of("news")).toEqual([]);
  expect(socket.wire.of("pusher:cache_miss")).toEqual([]);
});

test("[Q1] what is kept is forgotten after 30 minutes, and told with the time that is left", async () => {
  const { pusher, publish, channels, clock, engine } = hostingEngine();
  publish("cache-a");
  clock.time += 29 * 60_000;
  expect(channels.channel("cache-a").cache).toEqual({ data: '{"n":1}', ttl: 60 });
  clock.time += 60_000;
  expect(channels.channel("cache-a").cache).toBeNull();
  const socket = pusher();
  await socket.subscribe("cache-a");
  expect(socket.wire.of("pusher:cache_miss").length).toBe(1);
  engine.sweep();
  expect(engine.stats()["contents"]).toBe(0);
});

test("[Q2] client events are not kept", async () => {
  const { pusher } = hostingEngine();
  const [ada, late] = [pusher(), pusher()];
  await ada.subscribe("private-cache-a");
  ada.signal("private-cache-a");
  await late.subscribe("private-cache-a");
  expect(late.wire.of("client-typing")).toEqual([]);
  expect(late.wire.of("pusher:cache_miss").length).toBe(1);
});

test("[Q3] who has recovered is not sent the last event once more", async () => {
  const world = hostingEngine({ historyCount: 10 });
  const publish = publishing(world, "cache-a");
  publish(2);
  const socket = world.apinator(OURS);
  await socket.subscribe("cache-a");
  expect(numbersOf(socket)).toEqual([2]);
  expect(socket.wire.seqs("cache-a")).toEqual([]);
  const { seq, epoch } = answerTo(socket);
  publish();
  const back = world.apinator(OURS);
  await back.subscribe("cache-a", undefined, { epoch, seq });
  expect(numbersOf(back)).toEqual([3]);
});

test("histories and caches take so much memory and no more, and the stalest go first", () => {
  const world = hostingEngine({ historyCount: 1_000, historySeconds: 10_000, eventBytesMax: 10_000_000 });
  const megabyte = JSON.stringify({ text: "x".repeat(1_000_000) });
  for (let i = 0; i < 40; i++) world.publish(`cache-${i}`, "big", megabyte);
  expect(world.channels.channel("cache-0").cache).toBeNull();
  expect(world.channels.channel("cache-39").cache).not.toBeNull();
  const recovers = (channel: string) => {
    const socket = world.apinator(OURS);
    socket.startSubscribing(channel, undefined, { seq: 1_800_000_000_000_000 });
    return answerTo(socket).seq;
  };
  // A channel that is kept goes on with its numbers; one that was forgotten begins anew, later.
  expect(recovers("cache-0")).toBeGreaterThan(recovers("cache-39"));
});
