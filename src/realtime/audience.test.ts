import { expect, test } from "bun:test";
import { memoryEngine, settled } from "../../test/helpers/memory-engine.ts";

const ROOM = "private-conversation-1";

async function reassignable() {
  const world = memoryEngine();
  const allowed = new Set(["ada", "ben", "vera"]);
  world.world.allows = async (_channel, userId) => allowed.has(userId ?? "");
  const [ada, adaTab, ben, vera] = [world.connect(), world.connect(), world.connect(), world.connect()];
  await ada.subscribe(ROOM, "ada");
  await adaTab.subscribe(ROOM, "ada");
  await ben.subscribe(ROOM, "ben");
  await vera.subscribe(ROOM, "vera");
  return { ...world, allowed, ada, adaTab, ben, vera };
}

test("[S10] who loses access is taken off before the entry that takes it, and the others get that entry", async () => {
  const { allowed, commit, ada, adaTab, ben, vera, engine, edges } = await reassignable();
  commit(ROOM);
  await settled();
  allowed.delete("ada");
  commit(ROOM, true);
  commit(ROOM);
  await settled();
  for (const { wire } of [ada, adaTab]) {
    expect(wire.seqs(ROOM)).toEqual([1]);
    expect(wire.frames.at(-1)).toMatchObject({ event: "realtime:unsubscribed", channel: ROOM });
  }
  for (const { wire } of [ben, vera]) expect(wire.seqs(ROOM)).toEqual([1, 2, 3]);
  expect(engine.stats().subscriptions).toBe(2);
  expect(edges.at(-1)).toBe(`ada left ${ROOM}`);
});

test("[S10] each user is asked about once, and only after an entry that changes the audience", async () => {
  const { commit, world, ben } = await reassignable();
  const asked: (string | undefined)[] = [];
  world.allows = async (_channel, userId) => {
    asked.push(userId);
    return true;
  };
  commit(ROOM);
  await settled();
  expect(asked).toEqual([]);
  commit(ROOM, true);
  await settled();
  expect(new Set(asked)).toEqual(new Set(["ada", "ben", "vera"]));
  expect(asked.length).toBe(3);
  expect(ben.wire.seqs(ROOM)).toEqual([1, 2]);
});

test("[S10] a channel whose audience is being judged stands still, and the others go on", async () => {
  const { commit, world, ben, vera } = await reassignable();
  await vera.subscribe("private-other", "vera");
  const held: (() => void)[] = [];
  world.allows = () => new Promise((resolve) => held.push(() => resolve(true)));
  commit(ROOM, true);
  commit(ROOM);
  await settled();
  commit("private-other");
  await settled();
  expect(ben.wire.seqs(ROOM)).toEqual([]);
  expect(vera.wire.seqs("private-other")).toEqual([1]);
  commit(ROOM);
  for (const release of held) release();
  await settled();
  expect(ben.wire.seqs(ROOM)).toEqual([1, 2, 3]);
});

test("[S10] [D5] as long as nobody can judge, nobody gets the entry, and nobody misses it", async () => {
  const { commit, world, ben, ada, faults, pass } = await reassignable();
  world.allows = () => Promise.reject(new Error("The disk is gone"));
  commit(ROOM, true);
  await pass(2);
  expect(ben.wire.seqs(ROOM)).toEqual([]);
  expect(faults.length).toBeGreaterThan(0);
  world.allows = async (_channel, userId) => userId === "ben";
  await pass(1);
  expect(ben.wire.seqs(ROOM)).toEqual([1]);
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  expect(ada.wire.frames.at(-1)?.event).toBe("realtime:unsubscribed");
});

test("[S10] [D5] a judgement that never comes is asked for again", async () => {
  const { commit, world, ben, connect, pass } = await reassignable();
  world.allows = () => new Promise(() => {});
  commit(ROOM, true);
  const late = connect();
  await late.subscribe(ROOM, "vera");
  await pass(9);
  expect(ben.wire.seqs(ROOM)).toEqual([]);
  world.allows = async () => true;
  await pass(2);
  expect(ben.wire.seqs(ROOM)).toEqual([1]);
  expect(late.wire.frames.at(-1)?.data).toMatchObject({ status: 503 });
});

test("[S10] who subscribes while the audience changes is judged by what it has become", async () => {
  const { commit, world, allowed, connect } = await reassignable();
  const late = connect();
  const answers: (() => void)[] = [];
  const judge = world.allows;
  world.allows = async (channel, userId) => {
    const verdict = await judge(channel, userId);
    if (userId === "ada") await new Promise<void>((resolve) => answers.push(resolve));
    return verdict;
  };
  await late.subscribe(ROOM, "ada", { seq: 0 });
  allowed.delete("ada");
  commit(ROOM, true);
  await settled();
  for (let i = 0; i < 5; i++) {
    for (const answer of answers.splice(0)) answer();
    await settled();
  }
  expect(late.wire.seqs(ROOM)).toEqual([]);
  expect(late.wire.frames.at(-1)).toMatchObject({
    event: "realtime:subscription_error",
    data: { status: 403 },
  });
});

/** Judges who know at once who is allowed at the moment at which they are fetched, and learn nothing later. */
function judgedAtOnce(names: readonly string[]) {
  const engine = memoryEngine();
  const allowed = new Set(names);
  const fetched: string[] = [];
  engine.world.judgeOf = (channel) => {
    fetched.push(channel);
    const then = new Set(allowed);
    return (userId) => then.has(userId ?? "");
  };
  return { ...engine, allowed, fetched };
}

test("[S10] those who come to a channel one after the other have one judge, until anything is committed there", async () => {
  const { connect, commit, fetched } = judgedAtOnce(["ada", "ben"]);
  for (const name of ["ada", "ben", "ada"]) await connect().subscribe(ROOM, name);
  expect(fetched).toEqual([ROOM]);
  commit("private-other");
  await connect().subscribe(ROOM, "ben");
  expect(fetched).toEqual([ROOM]);
  commit(ROOM);
  await settled();
  await connect().subscribe(ROOM, "ben");
  expect(fetched).toEqual([ROOM, ROOM]);
});

test("[S10] who comes after access was taken away, and before anybody was told, is judged by what is true now", async () => {
  const { connect, commit, allowed } = judgedAtOnce(["ada", "ben"]);
  const [ben, ada] = [connect(), connect()];
  await ben.subscribe(ROOM, "ben");
  allowed.delete("ada");
  commit(ROOM, true);
  // In the same turn: the entry is still to be read.
  ada.startSubscribing(ROOM, "ada");
  expect(ben.wire.seqs(ROOM)).toEqual([]);
  expect(ada.wire.frames.at(-1)).toMatchObject({
    event: "realtime:subscription_error",
    data: { status: 403 },
  });
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([]);
});

test("[S10] [D5] when the wake-up is lost, who comes meanwhile is taken off before the entry that takes their access away", async () => {
  const { connect, log, allowed, pass } = judgedAtOnce(["ada", "ben"]);
  const [ben, ada] = [connect(), connect()];
  await ben.subscribe(ROOM, "ben");
  allowed.delete("ada");
  log.commit(ROOM, true);
  await ada.subscribe(ROOM, "ada");
  await pass(12);
  expect(ben.wire.seqs(ROOM)).toEqual([1]);
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  expect(ada.wire.frames.at(-1)?.event).toBe("realtime:unsubscribed");
  // Nor is the judge kept who let them in.
  await ada.subscribe(ROOM, "ada");
  expect(ada.wire.frames.at(-1)).toMatchObject({
    event: "realtime:subscription_error",
    data: { status: 403 },
  });
});

test("[S10] [R2] when the wake-up is lost, who asks for what they missed is judged after it was read", async () => {
  const { connect, commit, log, allowed } = judgedAtOnce(["ada", "ben"]);
  const [ben, vera, ada] = [connect(), connect(), connect()];
  await ben.subscribe(ROOM, "ben");
  commit(ROOM);
  await settled();
  await vera.subscribe(ROOM, "vera");
  allowed.delete("ada");
  log.commit(ROOM, true);
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  expect(ada.wire.frames.at(-1)).toMatchObject({
    event: "realtime:subscription_error",
    data: { status: 403 },
  });
});
