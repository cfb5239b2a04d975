import { expect, test } from "bun:test";
import { memoryEngine, settled } from "../../test/helpers/memory-engine.ts";
import { Channel } from "./channel.ts";
import { Vacated } from "./vacated.ts";

const ROOM = "private-conversation-1";

/** An engine whose judges know at once who is allowed when they are fetched, and on which something was said. */
async function talkedOn() {
  const engine = memoryEngine();
  const allowed = new Set(["ada", "ben"]);
  let fetched = 0;
  engine.world.judgeOf = () => {
    fetched += 1;
    const then = new Set(allowed);
    return (userId) => then.has(userId ?? "");
  };
  const ada = engine.connect();
  await ada.subscribe(ROOM, "ada");
  engine.commit(ROOM);
  await settled();
  // Fetched after the commit, so there is a judge to remember.
  await ada.subscribe(ROOM, "ada");
  const asked = () => ({ reads: engine.log.reads, fetched });
  return { ...engine, allowed, ada, asked };
}

/** Comes as ben and tells what the answer says. */
async function come({ connect }: Pick<ReturnType<typeof memoryEngine>, "connect">, since?: { seq: number }) {
  const ben = connect();
  await ben.subscribe(ROOM, "ben", since);
  const answer = ben.wire.frames.at(1)?.data;
  return { ben, answer };
}

test("[R2] when everybody went and nothing was committed, those who come back are let in without a look at log or audience", async () => {
  const world = await talkedOn();
  world.ada.peer.closed(false);
  expect(world.engine.stats()).toMatchObject({ channels: 0, vacated: 1 });
  const before = world.asked();
  expect((await come(world, { seq: 1 })).answer).toEqual({ seq: 1, epoch: "first", recovered: true });
  expect((await come(world)).answer).toEqual({ seq: 1, epoch: "first" });
  expect(world.asked()).toEqual(before);
  const { ben } = await come(world, { seq: 0 });
  expect(ben.wire.seqs(ROOM)).toEqual([1]);
  world.commit(ROOM);
  await settled();
  expect(ben.wire.seqs(ROOM)).toEqual([1, 2]);
});

test("[D5] what is committed while nobody is there is missed by nobody who comes back", async () => {
  const world = await talkedOn();
  world.ada.peer.closed(false);
  world.commit(ROOM);
  expect(world.engine.stats().vacated).toBe(0);
  const { ben, answer } = await come(world, { seq: 1 });
  expect(answer).toEqual({ seq: 2, epoch: "first", recovered: true });
  expect(ben.wire.seqs(ROOM)).toEqual([2]);
});

test("[S10] who lost access while nobody was there is not let in by what was known before", async () => {
  const world = await talkedOn();
  world.ada.peer.closed(false);
  world.allowed.delete("ben");
  world.commit(ROOM, true);
  expect((await come(world)).answer).toMatchObject({ status: 403 });
});

test.each([
  "in the turn of the commit",
  "while the log is read",
  "after the log could not be read",
  "while its audience is judged",
])("[D5] a channel that the last one leaves %s is not remembered as it was", async (when) => {
  const world = await talkedOn();
  const { judgeOf } = world.world;
  let release = () => {};
  const late = () => new Promise<void>((resolve) => (release = resolve));
  if (when === "while the log is read") world.log.latency = late;
  if (when === "after the log could not be read")
    world.log.latency = () => Promise.reject(new Error("The disk is gone"));
  if (when === "while its audience is judged")
    world.world.judgeOf = async () => {
      await late();
      return () => true;
    };
  world.commit(ROOM, true);
  if (when !== "in the turn of the commit") await settled();
  world.ada.peer.closed(false);
  world.log.latency = async () => {};
  world.world.judgeOf = judgeOf;
  release();
  await settled();
  expect((await come(world)).answer).toEqual({ seq: 2, epoch: "first" });
});

test("what was known of a vacated channel is forgotten after a minute", async () => {
  const { ada, engine, pass } = await talkedOn();
  ada.peer.closed(true);
  await pass(59);
  expect(engine.stats().vacated).toBe(1);
  await pass(1);
  expect(engine.stats().vacated).toBe(0);
});

test("ten thousand vacated channels are remembered at most, those that were left last", () => {
  const vacated = new Vacated({ now: () => 0, date: () => 0 });
  for (let i = 0; i < 10_003; i++) vacated.keep(Object.assign(new Channel(`room-${i}`), { cursor: i }));
  expect(vacated.size).toBe(10_000);
  expect(vacated.take("room-2")).toBeUndefined();
  expect(vacated.take("room-3")?.cursor).toBe(3);
  expect(vacated.take("room-3")).toBeUndefined();
});

test("a channel whose log was never read is not remembered", () => {
  const vacated = new Vacated({ now: () => 0, date: () => 0 });
  vacated.keep(new Channel("room"));
  expect(vacated.size).toBe(0);
});
