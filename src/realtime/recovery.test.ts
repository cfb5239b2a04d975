import { expect, test } from "bun:test";
import { memoryEngine, settled } from "../../test/helpers/memory-engine.ts";

const ROOM = "private-conversation-1";

function withHistory(entries: number) {
  const world = memoryEngine();
  for (let i = 0; i < entries; i++) world.log.commit(ROOM);
  return world;
}

test("[R1] [R2] who names a position gets what was missed, then what is live", async () => {
  const { connect, commit } = withHistory(5);
  const ada = connect();
  await ada.subscribe(ROOM, "ada", { epoch: "first", seq: 3 });
  commit(ROOM);
  await settled();
  expect(ada.wire.of("realtime:subscription_succeeded")[0]?.data).toEqual({
    seq: 5,
    epoch: "first",
    recovered: true,
  });
  expect(ada.wire.seqs(ROOM)).toEqual([4, 5, 6]);
});

test("[R1] a plain number is a position of the present epoch, and 0 means everything", async () => {
  const { connect } = withHistory(3);
  const ada = connect();
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  expect(ada.wire.seqs(ROOM)).toEqual([1, 2, 3]);
});

test("[R2] at the top there is nothing missed, on an empty channel as well", async () => {
  const { connect } = withHistory(3);
  const ada = connect();
  await ada.subscribe(ROOM, "ada", { epoch: "first", seq: 3 });
  await ada.subscribe("private-empty", "ada", { epoch: "first", seq: 0 });
  expect(ada.wire.of("realtime:subscription_succeeded").map(({ data }) => data)).toEqual([
    { seq: 3, epoch: "first", recovered: true },
    { seq: 0, epoch: "first", recovered: true },
  ]);
});

test.each([
  ["the epoch is another", 5, { epoch: "before the restore", seq: 3 }],
  ["the epoch is empty", 5, { epoch: "", seq: 3 }],
  ["the position is above the top", 5, { epoch: "first", seq: 6 }],
  ["201 entries were missed", 201, { epoch: "first", seq: 0 }],
])("[R3] [R4] nothing is replayed when %s", async (_why, entries, since) => {
  const { connect, commit } = withHistory(entries);
  const ada = connect();
  await ada.subscribe(ROOM, "ada", since);
  expect(ada.wire.frames.slice(1)).toEqual([
    {
      event: "realtime:subscription_succeeded",
      channel: ROOM,
      data: { seq: entries, epoch: "first", recovered: false },
    },
  ]);
  commit(ROOM);
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([entries + 1]);
});

test("[R4] 200 missed entries are replayed", async () => {
  const { connect } = withHistory(200);
  const ada = connect();
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  expect(ada.wire.seqs(ROOM)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
});

test("[R4] what is too long to wait for a reader is not replayed, nor anything for one who is behind", async () => {
  const { connect, log } = withHistory(0);
  // Three bytes a letter.
  for (let i = 0; i < 101; i++) log.commit(ROOM, false, "字".repeat(10_000));
  const recovers = async (seq: number, buffered = 0) => {
    const ada = connect();
    ada.wire.buffered = buffered;
    await ada.subscribe(ROOM, "ada", { seq });
    const { recovered } = JSON.parse(JSON.stringify(ada.wire.of("realtime:subscription_succeeded")[0]?.data));
    expect(ada.wire.seqs(ROOM).length).toBe(recovered ? log.top(ROOM) - seq : 0);
    return recovered;
  };
  expect(await recovers(0)).toBe(false);
  expect(await recovers(2)).toBe(true);
  expect(await recovers(100, 1_100_000)).toBe(false);
  // Where nothing was missed there is nothing to take.
  expect(await recovers(101, 1_100_000)).toBe(true);
});

test("[R2] the answer and all that was missed are handed to the socket together", async () => {
  const { connect } = withHistory(5);
  const ada = connect();
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  expect(ada.wire.corks).toBe(1);
});

test("[R3] a gate that overflows while the past is read means that nothing is recovered", async () => {
  const { connect, commit, world, log } = withHistory(1);
  const [ben, ada] = [connect(), connect()];
  await ben.subscribe(ROOM, "ben");
  let release = () => {};
  world.allows = (_channel, userId) =>
    userId === "ada" ? new Promise((resolve) => (release = () => resolve(true))) : Promise.resolve(true);
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  for (let i = 0; i < 501; i++) commit(ROOM);
  await settled();
  expect(ben.wire.seqs(ROOM).length).toBe(501);
  // Each further try is held up as well, and the stream is never caught up with.
  for (let i = 0; i < 10; i++) {
    release();
    await settled();
  }
  const [answer] = ada.wire.of("realtime:subscription_succeeded");
  expect(answer?.data).toEqual({ seq: log.top(ROOM), epoch: "first", recovered: false });
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  commit(ROOM);
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([503]);
});

test("[R2] what is committed while the past is read comes out of the gate, once and in order", async () => {
  const { connect, commit, world, log } = withHistory(2);
  const [ben, ada] = [connect(), connect()];
  await ben.subscribe(ROOM, "ben");
  let release = () => {};
  world.allows = () => new Promise((resolve) => (release = () => resolve(true)));
  await ada.subscribe(ROOM, "ada", { seq: 1 });
  for (let i = 0; i < 300; i++) commit(ROOM);
  await settled();
  const reads = log.reads;
  release();
  await settled();
  expect(log.reads).toBe(reads);
  expect(ada.wire.of("realtime:subscription_succeeded")[0]?.data).toMatchObject({
    seq: 302,
    recovered: true,
  });
  expect(ada.wire.seqs(ROOM)).toEqual(Array.from({ length: 301 }, (_, i) => i + 2));
});

test("[R7] our own client is told its positions every 45 s, and others are not", async () => {
  const { connect, commit, pass } = withHistory(2);
  const [ours, stock] = [connect("protocol=7&client=deskbell&version=1.0.0"), connect()];
  for (const socket of [ours, stock]) await socket.subscribe(ROOM, "ada");
  commit(ROOM);
  for (let i = 0; i < 9; i++) {
    expect(ours.wire.of("realtime:positions")).toEqual([]);
    for (const { peer } of [ours, stock]) peer.receivedPong();
    await pass(5);
  }
  expect(ours.wire.of("realtime:positions").map(({ data }) => data)).toEqual([{ [ROOM]: 3 }]);
  expect(stock.wire.of("realtime:positions")).toEqual([]);
});

test("[R7] who subscribes again since what it has is caught up", async () => {
  const { connect, commit } = withHistory(0);
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  for (let i = 0; i < 3; i++) commit(ROOM);
  await settled();
  await ada.subscribe(ROOM, "ada", { seq: 1 });
  commit(ROOM);
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([1, 2, 3, 2, 3, 4]);
});
