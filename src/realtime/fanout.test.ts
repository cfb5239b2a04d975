import { expect, test } from "bun:test";
import { Latch } from "../../test/helpers/latch.ts";
import { memoryEngine, settled } from "../../test/helpers/memory-engine.ts";
import type { MemoryEntry } from "../../test/helpers/memory-log.ts";

const ROOM = "private-conversation-1";

test("[D1] [D2] every subscriber gets every entry once, in order", async () => {
  const { connect, commit } = memoryEngine();
  const sockets = Array.from({ length: 20 }, () => connect());
  for (const socket of sockets) await socket.subscribe(ROOM, "ada");
  for (let i = 0; i < 50; i++) {
    commit(ROOM);
    if (i % 7 === 0) await settled();
  }
  await settled();
  for (const { wire } of sockets)
    expect(wire.seqs(ROOM)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
});

test("[D1] a durable frame carries what is in the log, and nobody else's channel", async () => {
  const { connect, commit } = memoryEngine();
  const [ada, omar] = [connect(), connect()];
  await ada.subscribe(ROOM, "ada");
  await omar.subscribe("private-conversation-2", "omar");
  const { data } = commit(ROOM);
  await settled();
  expect(ada.wire.texts.at(-1)).toBe(JSON.stringify({ event: "message:new", channel: ROOM, data, seq: 1 }));
  expect(omar.wire.of("message:new")).toEqual([]);
});

test("wake-ups of the same moment share one read, and channels without subscribers cost none", async () => {
  const { connect, engine, log } = memoryEngine();
  const ada = connect();
  for (const room of ["private-a", "private-b"]) await ada.subscribe(room, "ada");
  const before = log.reads;
  for (const room of ["private-a", "private-b", "private-nobody-is-on"]) {
    for (let i = 0; i < 5; i++) {
      log.commit(room);
      engine.wake([room]);
    }
  }
  await settled();
  expect(log.reads - before).toBe(1);
  expect(ada.wire.seqs("private-b")).toEqual([1, 2, 3, 4, 5]);
});

test("all frames of a round are handed to a socket together", async () => {
  const { connect, engine, log } = memoryEngine();
  const ada = connect();
  for (const room of ["private-a", "private-b"]) await ada.subscribe(room, "ada");
  for (const room of ["private-a", "private-a", "private-b"]) log.commit(room);
  engine.wake(["private-a", "private-b"]);
  await settled();
  expect(ada.wire.corks).toBe(1);
  expect(ada.wire.of("message:new").length).toBe(3);
});

test("[D2] more entries than one round reads are delivered all the same", async () => {
  const { connect, engine, log } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  for (let i = 0; i < 450; i++) log.commit(ROOM);
  engine.wake([ROOM]);
  await settled();
  expect(ada.wire.seqs(ROOM).length).toBe(450);
});

test("a wake-up that comes while the channel is read for the first time is remembered", async () => {
  const { connect, commit, log } = memoryEngine();
  const latch = new Latch();
  log.latency = (when) => (when === "answered" ? latch.wait() : Promise.resolve());
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  commit(ROOM);
  latch.releaseAll();
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([1]);
});

test("[D5] a lost wake-up costs time only", async () => {
  const { connect, log, pass } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  log.commit(ROOM);
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  await pass(2);
  expect(ada.wire.seqs(ROOM)).toEqual([1]);
});

test("[D5] the slow poll takes the channels in turns, all within ten sweeps unless they are very many", async () => {
  const { connect, log, pass } = memoryEngine();
  const sockets = Array.from({ length: 6 }, () => connect());
  const rooms = Array.from({ length: 6_000 }, (_, i) => `private-room-${i}`);
  for (const [i, room] of rooms.entries()) sockets[i % 6]?.startSubscribing(room, "ada");
  await settled();
  for (const room of rooms) log.commit(room);
  const delivered = () => sockets.reduce((sum, { wire }) => sum + wire.of("message:new").length, 0);
  await pass(1);
  expect(delivered()).toBe(500);
  await pass(11);
  expect(delivered()).toBe(6_000);
  for (const { peer } of sockets.slice(1)) peer.closed(true);
  for (const room of rooms) log.commit(room);
  const before = log.reads;
  // The turn that was begun ends with those who are left, and then comes a whole one.
  await pass(20);
  expect(delivered()).toBe(7_000);
  expect(log.reads - before).toBeLessThanOrEqual(20);
});

test("[D5] a read that fails is tried again, and nothing is lost", async () => {
  const { connect, commit, log, faults, pass } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  log.latency = async () => {
    throw new Error("The disk is gone");
  };
  commit(ROOM);
  await pass(2);
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  expect(faults.length).toBeGreaterThan(0);
  log.latency = async () => {};
  commit(ROOM);
  await pass(1);
  expect(ada.wire.seqs(ROOM)).toEqual([1, 2]);
});

test("[D5] a read that is never answered is given up, and others go on", async () => {
  const { connect, commit, log, faults, pass } = memoryEngine();
  const [ada, ben] = [connect(), connect()];
  await ada.subscribe(ROOM, "ada");
  commit(ROOM);
  await settled();
  log.latency = () => new Promise(() => {});
  commit(ROOM);
  ben.startSubscribing(ROOM, "ben", { seq: 0 });
  await pass(9);
  log.latency = async () => {};
  commit(ROOM);
  expect(faults).toEqual([]);
  await pass(2);
  expect(ada.wire.seqs(ROOM)).toEqual([1, 2, 3]);
  expect(ben.wire.frames.at(-1)).toMatchObject({
    event: "realtime:subscription_error",
    data: { status: 503 },
  });
  await ben.subscribe(ROOM, "ben", { seq: 0 });
  expect(ben.wire.seqs(ROOM)).toEqual([1, 2, 3]);
});

test("an entry that is not from the log is refused loudly, whatever it looks like", async () => {
  const { connect, commit, log, faults, pass } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  const { distort } = log;
  await ada.subscribe("private-b", "ada");
  commit("private-b");
  await settled();
  log.distort = ({ entries, top }) => ({ entries: entries.map(lookAlike), top });
  commit(ROOM);
  await settled();
  const ben = connect();
  await ben.subscribe("private-b", "ben", { seq: 0 });
  expect(ben.wire.frames.at(-1)?.data).toMatchObject({ status: 503 });
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  expect(faults).toContain("An entry that is not from the log was refused");
  log.distort = distort;
  await pass(1);
  expect(ada.wire.seqs(ROOM)).toEqual([1]);
});

function lookAlike(entry: MemoryEntry): MemoryEntry {
  const forged: MemoryEntry = Object.create(Object.getPrototypeOf(entry));
  return Object.assign(forged, { ...entry });
}

test("a log that answers with a hole, or hides what there is, is not believed", async () => {
  const { connect, log, commit, faults, pass } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  const { distort } = log;
  for (const kept of [1, 2]) {
    log.distort = ({ entries, top }) => ({ entries: entries.slice(kept), top });
    commit(ROOM);
    await settled();
    await settled();
  }
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  expect(faults.length).toBeGreaterThanOrEqual(2);
  log.distort = distort;
  await pass(1);
  expect(ada.wire.seqs(ROOM)).toEqual([1, 2]);
});

test.each(["throwing", "refusing"] as const)(
  "[D3] [D4] a %s socket is dropped, and the others get everything",
  async (behaviour) => {
    const { connect, commit, engine } = memoryEngine();
    const sockets = Array.from({ length: 5 }, () => connect());
    for (const socket of sockets) await socket.subscribe(ROOM, "ada");
    const bad = sockets[2];
    if (bad) bad.wire.behaviour = behaviour;
    commit(ROOM);
    commit(ROOM);
    await settled();
    expect(sockets.map(({ wire }) => wire.seqs(ROOM))).toEqual([[1, 2], [1, 2], [], [1, 2], [1, 2]]);
    expect(bad?.wire.terminated).toBe(true);
    expect(engine.stats()).toMatchObject({ connections: 4, subscriptions: 4 });
  },
);

test("[D3] a socket that breaks on the answer to its subscription holds nothing", async () => {
  const { connect, engine, edges } = memoryEngine();
  const ada = connect();
  ada.wire.behaviour = "refusing";
  await ada.subscribe(ROOM, "ada");
  expect(engine.stats()).toMatchObject({ connections: 0, channels: 0, attendances: 0 });
  expect(edges).toEqual([]);
});
