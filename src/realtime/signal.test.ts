import { expect, test } from "bun:test";
import { memoryEngine } from "../../test/helpers/memory-engine.ts";

const ROOM = "private-conversation-1";

async function room() {
  const world = memoryEngine();
  const [ada, vera, veraTab] = [world.connect(), world.connect(), world.connect()];
  await ada.subscribe(ROOM, "ada");
  await vera.subscribe(ROOM, "vera");
  await veraTab.subscribe(ROOM, "vera");
  return { ...world, ada, vera, veraTab };
}

test("[G1] [G3] a signal reaches all others with the verified sender, and never the sender's own socket", async () => {
  const { ada, vera, veraTab } = await room();
  vera.send("client-typing", { channel: ROOM, data: "{}", user_id: "ada" });
  const signal = { event: "client-typing", channel: ROOM, data: {}, user_id: "vera" };
  expect(ada.wire.of("client-typing")).toEqual([signal]);
  expect(veraTab.wire.of("client-typing")).toEqual([signal]);
  expect(vera.wire.of("client-typing")).toEqual([]);
});

test("[G1] a signal has no number and is not replayed", async () => {
  const { ada, vera, connect } = await room();
  vera.signal(ROOM);
  expect(ada.wire.of("client-typing")[0]?.seq).toBeUndefined();
  const late = connect();
  await late.subscribe(ROOM, "ben", { seq: 0 });
  expect(late.wire.of("client-typing")).toEqual([]);
});

test.each([
  ["on a channel that the sender is not on", "private-conversation-2", "client-typing", "{}"],
  ["on a public channel", "news", "client-typing", "{}"],
  ["with too long a name", ROOM, `client-${"x".repeat(194)}`, "{}"],
  ["with too much data", ROOM, "client-typing", "é".repeat(5_121)],
  ["with too much data that is no text", ROOM, "client-typing", { text: "x".repeat(10_240) }],
])("[G2] a signal %s is refused by 4303 and the connection stays", async (_what, channel, event, data) => {
  const { ada, vera } = await room();
  await vera.subscribe("news");
  vera.signal(channel, event, data);
  expect(vera.wire.frames.at(-1)).toMatchObject({ event: "realtime:error", data: { code: 4303 } });
  expect(vera.wire.isClosed).toBe(false);
  expect(ada.wire.frames.filter(({ event: name }) => name.startsWith("client-"))).toEqual([]);
});

test("[G2] the longest name and the most data pass", async () => {
  const { ada, vera } = await room();
  vera.signal(ROOM, `client-${"x".repeat(193)}`, "é".repeat(5_120));
  expect(ada.wire.frames.at(-1)?.event.length).toBe(200);
});

test("[G2] who unsubscribed is heard no more", async () => {
  const { ada, vera } = await room();
  vera.send("realtime:unsubscribe", { data: { channel: ROOM } });
  vera.signal(ROOM);
  expect(ada.wire.of("client-typing")).toEqual([]);
});

test("[G2] a client event can't pass for an event of the server", async () => {
  const { ada, vera } = await room();
  const before = ada.wire.texts.length;
  for (const event of ["message:new", "realtime:unsubscribed", "pusher:error"]) vera.signal(ROOM, event);
  expect(ada.wire.texts.length).toBe(before);
  expect(vera.wire.of("realtime:error").length).toBe(3);
});

test("[G4] the eleventh signal at once is dropped by 4301, and a second later ten pass again", async () => {
  const { ada, vera, clock } = await room();
  for (let i = 0; i < 12; i++) vera.signal(ROOM);
  expect(ada.wire.of("client-typing").length).toBe(10);
  expect(vera.wire.of("realtime:error").map(({ data }) => data)).toEqual([
    expect.objectContaining({ code: 4301 }),
    expect.objectContaining({ code: 4301 }),
  ]);
  expect(vera.wire.isClosed).toBe(false);
  clock.time += 1_000;
  for (let i = 0; i < 12; i++) vera.signal(ROOM);
  expect(ada.wire.of("client-typing").length).toBe(20);
});

test("[G5] a reader who is behind is spared the signals and still gets what is durable", async () => {
  const { ada, vera, veraTab, commit, pass } = await room();
  ada.wire.buffered = 256 * 1024 + 1;
  vera.signal(ROOM);
  commit(ROOM);
  await pass(1);
  expect(ada.wire.of("client-typing")).toEqual([]);
  expect(ada.wire.seqs(ROOM)).toEqual([1]);
  expect(veraTab.wire.of("client-typing").length).toBe(1);
});

test("[D4] one broken socket keeps no signal from the others", async () => {
  const { ada, vera, veraTab } = await room();
  ada.wire.behaviour = "throwing";
  vera.signal(ROOM);
  expect(veraTab.wire.of("client-typing").length).toBe(1);
  expect(ada.wire.terminated).toBe(true);
});
