import { expect, test } from "bun:test";
import { hostingEngine, type MemorySocket, memoryEngine, settled } from "../../test/helpers/memory-engine.ts";

/** Everything that the engine holds at rest, when nobody is there. */
const NOTHING = {
  connections: 0,
  closing: 0,
  awaited: 0,
  subscriptions: 0,
  channels: 0,
  attendances: 0,
  gates: 0,
  pending: 0,
  // What is kept for those who come back is no leak: it ages.
  vacated: 0,
};

/** The same where apps are hosted. */
const NOTHING_HOSTED = {
  ...NOTHING,
  occupancies: 0,
  counts: 0,
  users: 0,
  strangers: 0,
  origins: 0,
  contents: 0,
};

/** The ways in which a connection can end; each leaves the closing to be told by the server that owns the socket. */
const endings: ((socket: MemorySocket) => void)[] = [
  ({ peer }) => peer.closed(true),
  ({ peer }) => peer.closed(false),
  ({ peer, wire }) => {
    for (let i = 0; i < 20; i++) peer.receive("{");
    expect(wire.closedWith).toBe(4100);
    peer.closed(true);
  },
  ({ peer, wire }) => {
    wire.behaviour = "refusing";
    peer.receive('{"event":"realtime:ping"}');
    expect(wire.terminated).toBe(true);
    peer.closed(false);
  },
  ({ peer, wire }) => {
    wire.behaviour = "throwing";
    peer.receive('{"event":"realtime:ping"}');
    expect(wire.terminated).toBe(true);
    peer.closed(false);
  },
];

test("after a thousand connections came, did everything and went in every way, nothing is held", async () => {
  const { connect, commit, engine, edges, faults, pass } = memoryEngine();
  let held = 0;
  for (let i = 0; i < 1_000; i++) {
    const socket = connect();
    const room = `private-conversation-${i % 7}`;
    socket.startSubscribing(room, `user-${i % 3}`, i % 2 === 0 ? { seq: 0 } : undefined);
    if (i % 3 === 0) await settled();
    commit(room, i % 11 === 0);
    socket.signal(room);
    socket.startSubscribing("private-agent-ada", "ada");
    if (i % 4 === 0) socket.send("realtime:unsubscribe", { data: { channel: room } });
    if (i % 5 === 0) await settled();
    held = Math.max(held, engine.stats().subscriptions);
    endings[i % endings.length]?.(socket);
  }
  await pass(60);
  expect(held).toBeGreaterThan(1);
  expect(engine.stats()).toEqual(NOTHING);
  expect(edges.filter((edge) => edge.includes("arrived")).length).toBe(edges.length / 2);
  expect(faults).toEqual([]);
});

test("a cut while the log or the audience is still asked leaves nothing behind, whenever they answer", async () => {
  const { connect, engine, log, world, pass } = memoryEngine();
  for (const asked of ["log", "audience"]) {
    let answer = () => {};
    const late = () => new Promise<void>((resolve) => (answer = resolve));
    log.latency = asked === "log" ? late : async () => {};
    world.allows = async () => {
      if (asked === "audience") await late();
      return true;
    };
    const ada = connect();
    await ada.subscribe("private-a", "ada", { seq: 0 });
    expect(engine.stats()).toMatchObject({ channels: 1, gates: 1 });
    ada.peer.closed(false);
    log.latency = async () => {};
    answer();
    await pass(60);
    expect(engine.stats()).toEqual(NOTHING);
  }
});

test("channels that somebody only looked at leave nothing once they are vacated, however many they were", async () => {
  const { pusher, engine, pass } = hostingEngine({ historyCount: 5 });
  const socket = pusher();
  for (let i = 0; i < 2_000; i++) {
    socket.startSubscribing(`room-${i}`);
    socket.unsubscribe(`room-${i}`);
  }
  await pass(3);
  expect(engine.stats()).toEqual({ ...NOTHING_HOSTED, connections: 1 });
});

test("after two thousand connections to a hosted app went in every way, nothing is held", async () => {
  const world = hostingEngine({
    historyCount: 5,
    historySeconds: 10,
    subscriptionCount: true,
    requireUser: true,
    connectionsMax: 50,
  });
  const sockets: MemorySocket[] = [];
  let held = 0;
  for (let i = 0; i < 2_000; i++) {
    const socket = i % 2 === 0 ? world.pusher("https://shop.example") : world.apinator("deskbell");
    const userId = `user-${i % 17}`;
    sockets.push(socket);
    if (i % 3 === 0) socket.signIn({ id: userId, watchlist: [`user-${i % 5}`, "nobody"] });
    socket.startSubscribing(`presence-${i % 11}`, userId);
    socket.startSubscribing(`cache-${i % 7}`, undefined, { seq: i });
    socket.startSubscribing(`#server-to-user-${userId}`);
    socket.startSubscribing(`private-${i}`, userId);
    socket.signal(`presence-${i % 11}`);
    world.publish(`cache-${i % 7}`);
    world.publish(`private-${i}`);
    if (i % 13 === 0) socket.unsubscribe(`presence-${i % 11}`);
    held = Math.max(held, world.engine.stats().subscriptions);
    if (sockets.length > 20) endings[i % endings.length]?.(sockets.splice(i % 20, 1)[0] ?? socket);
    if (i % 50 === 0) await world.pass(1);
  }
  expect(held).toBeGreaterThan(50);
  for (const { peer } of sockets) peer.closed(false);
  await world.pass(15);
  world.clock.time += 31 * 60_000;
  await world.pass(2);
  expect(world.engine.stats()).toEqual(NOTHING_HOSTED);
  expect(world.faults).toEqual([]);
  const edges = (kind: string) => world.told.filter((edge) => edge.kind === kind).length;
  expect(edges("member_added")).toBe(edges("member_removed"));
  expect(edges("channel_occupied")).toBe(edges("channel_vacated"));
});
