import { expect, test } from "bun:test";
import { type MemorySocket, memoryEngine, settled } from "../../test/helpers/memory-engine.ts";

/** Everything that the engine holds at rest, when nobody is there. */
const NOTHING = {
  connections: 0,
  closing: 0,
  subscriptions: 0,
  channels: 0,
  attendances: 0,
  gates: 0,
  pending: 0,
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
  const { connect, commit, engine, edges, faults } = memoryEngine();
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
  await settled();
  expect(held).toBeGreaterThan(1);
  expect(engine.stats()).toEqual(NOTHING);
  expect(edges.filter((edge) => edge.includes("arrived")).length).toBe(edges.length / 2);
  expect(faults).toEqual([]);
});

test("a cut while the log or the audience is still asked leaves nothing behind, whenever they answer", async () => {
  const { connect, engine, log, world } = memoryEngine();
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
    await settled();
    expect(engine.stats()).toEqual(NOTHING);
  }
});
