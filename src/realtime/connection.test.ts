import { expect, test } from "bun:test";
import fc from "fast-check";
import { memoryEngine } from "../../test/helpers/memory-engine.ts";

const ROOM = "private-conversation-1";

test("[L1] a ping is answered by a pong", () => {
  const { connect } = memoryEngine();
  const { wire, send } = bound(connect());
  send("realtime:ping", { data: "{}" });
  expect(wire.frames.at(-1)).toEqual({ event: "realtime:pong", data: {} });
});

test("[F3] [E2] a malformed frame is answered, changes nothing and does not close the connection", async () => {
  const { connect, engine } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  const before = engine.stats();
  ada.peer.receive("{");
  expect(ada.wire.frames.at(-1)).toEqual({
    event: "realtime:error",
    data: { code: 4200, message: "The frame is not valid JSON" },
  });
  expect(ada.wire.isClosed).toBe(false);
  expect(engine.stats()).toEqual(before);
});

test("[F4] twenty malformed frames at once close the connection, nineteen do not", () => {
  const { connect } = memoryEngine();
  const { wire, peer } = connect();
  for (let i = 0; i < 19; i++) peer.receive("{");
  expect(wire.isClosed).toBe(false);
  peer.receive("{");
  expect(wire.closedWith).toBe(4100);
});

test("[F4] a flood of good frames closes the connection, and what follows is not even read", () => {
  const { connect, clock } = memoryEngine();
  const { wire, send } = bound(connect());
  for (let i = 0; i < 6_000; i++) send("realtime:ping");
  expect(wire.isClosed).toBe(false);
  clock.time += 1_000;
  for (let i = 0; i < 100; i++) send("realtime:ping");
  expect(wire.isClosed).toBe(false);
  send("realtime:ping");
  expect(wire.closedWith).toBe(4100);
  const told = wire.texts.length;
  send("realtime:ping");
  expect(wire.texts.length).toBe(told);
});

test("[F4] asking to be caught up costs five times as much as another frame", () => {
  const { connect } = memoryEngine();
  const ada = connect();
  for (let i = 0; i < 1_200; i++) ada.startSubscribing(ROOM, "ada", { seq: 0 });
  expect(ada.wire.isClosed).toBe(false);
  ada.send("realtime:ping");
  expect(ada.wire.closedWith).toBe(4100);
});

test("[F3] no text whatever makes the engine throw or report a fault", () => {
  const { connect, faults } = memoryEngine();
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => connect().peer.receive(text)),
    { numRuns: 500, seed: 7 },
  );
  expect(faults).toEqual([]);
});

test("[L2] a silent client is pinged after 25 s and closed with 4201 after 12 s more", async () => {
  const { connect, pass } = memoryEngine();
  const { wire } = connect();
  await pass(24);
  expect(wire.pings).toBe(0);
  await pass(1);
  expect(wire.pings).toBe(1);
  await pass(11);
  expect(wire.isClosed).toBe(false);
  await pass(1);
  expect(wire.of("realtime:error")[0]?.data).toMatchObject({ code: 4201 });
  expect(wire.closedWith).toBe(4201);
});

test("[L2] of many who came in one second not all are pinged in one", async () => {
  const { connect, pass } = memoryEngine();
  const wires = Array.from({ length: 100 }, () => connect().wire);
  const pinged = () => wires.filter(({ pings }) => pings > 0).length;
  for (let second = 1, before = 0; second <= 25; second++) {
    await pass(1);
    expect(pinged() - before).toBeLessThanOrEqual(10);
    before = pinged();
  }
  expect(pinged()).toBe(100);
});

test.each([
  ["a pong", ({ peer }: Client) => peer.receivedPong()],
  ["a frame", ({ peer }: Client) => peer.receive('{"event":"realtime:pong"}')],
  ["even a malformed frame", ({ peer }: Client) => peer.receive("{")],
])("[L2] %s in time is a sign of life", async (_what, live) => {
  const { connect, pass } = memoryEngine();
  const client = connect();
  for (let i = 0; i < 5; i++) {
    await pass(36);
    live(client);
  }
  expect(client.wire.isClosed).toBe(false);
});

test("[L2] what the server sends is no sign of life", async () => {
  const { connect, commit, pass } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  for (let i = 0; i < 37; i++) {
    commit(ROOM);
    await pass(1);
  }
  expect(ada.wire.seqs(ROOM).length).toBeGreaterThan(30);
  expect(ada.wire.closedWith).toBe(4201);
});

test("[F4] coming to presence channels and going is dear, since everybody there is told of it", () => {
  const { connect } = memoryEngine();
  const [ada, ben] = [connect(), connect()];
  for (let i = 0; i < 501; i++) {
    ada.startSubscribing("presence-room", "ada");
    ada.unsubscribe("presence-room");
    ben.startSubscribing("private-room", "ben");
    ben.unsubscribe("private-room");
  }
  expect(ada.wire.closedWith).toBe(4100);
  expect(ben.wire.isClosed).toBe(false);
});

test("[L3] a reader who takes nothing for 30 s is dropped, however little waits", async () => {
  const { connect, pass } = memoryEngine();
  const { wire, peer } = connect();
  await pass(1);
  wire.buffered = 10;
  for (let i = 0; i < 30; i++) {
    expect(wire.terminated).toBe(false);
    peer.receivedPong();
    await pass(1);
  }
  expect(wire.terminated).toBe(true);
});

test("[L3] a reader who gets on slowly may stay", async () => {
  const { connect, pass } = memoryEngine();
  const [falling, draining] = [connect(), connect()];
  falling.wire.buffered = 1_000_000;
  draining.wire.buffered = 1_000;
  for (let i = 0; i < 20; i++) {
    falling.wire.buffered -= 1;
    draining.wire.buffered += 1;
    draining.peer.drained();
    for (const { peer } of [falling, draining]) peer.receivedPong();
    await pass(20);
  }
  expect(falling.wire.isClosed).toBe(false);
  expect(draining.wire.isClosed).toBe(false);
});

test("[L3] a reader who takes less than is written may stay, and one who takes nothing of it may not", async () => {
  const { connect, commit, pass } = memoryEngine();
  const [slow, stuck] = [connect(), connect()];
  for (const { wire } of [slow, stuck]) wire.buffered = 1_000;
  await slow.subscribe(ROOM, "ada");
  await stuck.subscribe(ROOM, "ben");
  await pass(1);
  for (let i = 0; i < 30; i++) {
    const before = slow.wire.texts.join("").length;
    commit(ROOM);
    await pass(1);
    for (const { peer } of [slow, stuck]) peer.receivedPong();
    const written = slow.wire.texts.join("").length - before;
    expect(written).toBeGreaterThan(20);
    slow.wire.buffered += written - 20;
    stuck.wire.buffered += written + 4;
  }
  expect(slow.wire.isClosed).toBe(false);
  expect(stuck.wire.terminated).toBe(true);
});

test("[L3] a reader with more than 4 MB waiting is dropped at once", async () => {
  const { connect, pass } = memoryEngine();
  const { wire } = connect();
  wire.buffered = 4 * 1024 * 1024 + 1;
  await pass(1);
  expect(wire.terminated).toBe(true);
});

test("[E4] a peer that never answers the closing handshake is dropped after 5 s", async () => {
  const { connect, pass, engine } = memoryEngine();
  const { wire } = connect();
  await pass(37);
  expect(wire.closedWith).toBe(4201);
  expect(engine.stats()).toMatchObject({ connections: 0, closing: 1 });
  await pass(5);
  expect(wire.terminated).toBe(true);
  expect(engine.stats().closing).toBe(0);
});

test("[L4] a server that goes down closes in even slices and takes no newcomers", async () => {
  const { connect, engine, pass } = memoryEngine();
  const sockets = Array.from({ length: 100 }, () => connect());
  const open = () => sockets.filter(({ wire }) => !wire.isClosed).length;
  engine.drain(4_000);
  expect(open()).toBe(100);
  expect(connect().wire.closedWith).toBe(4100);
  for (const left of [75, 50, 25, 0]) {
    await pass(1);
    expect(open()).toBe(left);
  }
  expect(new Set(sockets.map(({ wire }) => wire.closedWith))).toEqual(new Set([4200]));
  expect(engine.stats().connections).toBe(0);
});

test("[D4] [L4] a socket that breaks when it is closed keeps no other from being closed", async () => {
  const { connect, engine, pass } = memoryEngine();
  const sockets = [connect(), connect(), connect()];
  const [first, broken, last] = sockets;
  if (broken) broken.wire.behaviour = "unclosable";
  engine.drain(0);
  await pass(6);
  expect([first?.wire.closedWith, last?.wire.closedWith]).toEqual([4200, 4200]);
  expect([first?.wire.terminated, last?.wire.terminated]).toEqual([true, true]);
  expect(engine.stats()).toMatchObject({ connections: 0, closing: 0 });
});

test("[L4] without a span of time everybody is closed at once", () => {
  const { connect, engine } = memoryEngine();
  const sockets = [connect(), connect()];
  engine.drain(0);
  expect(sockets.every(({ wire }) => wire.closedWith === 4200)).toBe(true);
});

test("[L4] [S11] whom the server sends away to come back has not left", async () => {
  const { connect, engine, edges } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  engine.drain(0);
  expect(edges).toEqual([`ada arrived on ${ROOM}`, `ada was lost from ${ROOM}`]);
});

type Client = ReturnType<ReturnType<typeof memoryEngine>["connect"]>;

function bound(client: Client) {
  return { ...client, wire: client.wire, send: client.send.bind(client) };
}
