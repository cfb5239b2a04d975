import { expect, test } from "bun:test";
import { KEY, memoryEngine, SECRET, settled } from "../../test/helpers/memory-engine.ts";
import { channelAuth } from "./signature.ts";

const ROOM = "private-conversation-1";

test("[S1] [S6] a subscription is answered with the position from which the stream goes on", async () => {
  const { connect, commit } = memoryEngine();
  commit(ROOM);
  commit(ROOM);
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  expect(ada.wire.frames.slice(1)).toEqual([
    { event: "realtime:subscription_succeeded", channel: ROOM, data: { seq: 2, epoch: "first" } },
  ]);
  commit(ROOM);
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([3]);
});

test("[S6] nothing of a channel overtakes the answer, however late the log and the audience answer", async () => {
  const { connect, commit, log, world } = memoryEngine();
  const [ada, ben] = [connect(), connect()];
  await ben.subscribe(ROOM, "ben");
  const held: (() => void)[] = [];
  world.allows = () => new Promise((resolve) => held.push(() => resolve(true)));
  ada.startSubscribing(ROOM, "ada", { epoch: log.epoch, seq: 0 });
  commit(ROOM);
  await settled();
  expect(ben.wire.seqs(ROOM)).toEqual([1]);
  expect(ada.wire.frames.length).toBe(1);
  for (const release of held) release();
  await settled();
  expect(ada.wire.frames.slice(1).map(({ event }) => event)).toEqual([
    "realtime:subscription_succeeded",
    "message:new",
  ]);
});

const impossibleNames = ["", "a b", "private-ä", "#server-to-user-1", "x".repeat(201)];

test.each(impossibleNames)("[S2] %p can't be the name of a channel", async (channel) => {
  const { connect, engine } = memoryEngine();
  const ada = connect();
  await ada.subscribe(channel, "ada");
  expect(ada.wire.frames.at(-1)).toMatchObject({
    event: "realtime:subscription_error",
    channel,
    data: { status: 400 },
  });
  expect(engine.stats().channels).toBe(0);
});

test("[S3] a signature for another socket, channel, secret or other data is refused and changes nothing", async () => {
  const { connect, engine } = memoryEngine();
  const [ada, eve] = [connect(), connect()];
  const data = '{"user_id":"ada"}';
  const subscribe = (auth: string, channel = ROOM, channelData = data) =>
    eve.send("realtime:subscribe", { data: { channel, auth, channel_data: channelData } });
  subscribe(channelAuth(KEY, SECRET, ada.socketId, ROOM, data));
  subscribe(channelAuth(KEY, SECRET, eve.socketId, ROOM, data), "private-conversation-2");
  subscribe(channelAuth(KEY, "guessed", eve.socketId, ROOM, data));
  subscribe(channelAuth("other", SECRET, eve.socketId, ROOM, data));
  subscribe(channelAuth(KEY, SECRET, eve.socketId, ROOM, '{"user_id":"eve"}'));
  subscribe("");
  await settled();
  expect(eve.wire.of("realtime:subscription_error").map(({ data: refusal }) => refusal)).toEqual(
    Array.from({ length: 6 }, () => expect.objectContaining({ type: "AuthError", status: 401 })),
  );
  expect(engine.stats().subscriptions).toBe(0);
  // The same frame with the right signature passes, so it was the signature that was refused.
  subscribe(channelAuth(KEY, SECRET, eve.socketId, ROOM, data));
  await settled();
  expect(eve.wire.of("realtime:subscription_succeeded").length).toBe(1);
});

test.each(["nonsense", "7", "null", '{"user_id":{}}', '{"user_id":""}', `{"user_id":"${"x".repeat(129)}"}`])(
  "[S4] signed channel data like %p is refused",
  async (channelData) => {
    const { connect, engine } = memoryEngine();
    const ada = connect();
    const auth = channelAuth(KEY, SECRET, ada.socketId, ROOM, channelData);
    ada.send("realtime:subscribe", { data: { channel: ROOM, auth, channel_data: channelData } });
    await settled();
    expect(ada.wire.frames.at(-1)?.data).toMatchObject({ status: 400 });
    expect(engine.stats().subscriptions).toBe(0);
  },
);

test("[S4] a number names a user as well as its text", async () => {
  const { connect, edges } = memoryEngine();
  const ada = connect();
  const auth = channelAuth(KEY, SECRET, ada.socketId, ROOM, '{"user_id":7}');
  ada.send("realtime:subscribe", { data: { channel: ROOM, auth, channel_data: '{"user_id":7}' } });
  await settled();
  expect(edges).toEqual([`7 arrived on ${ROOM}`]);
});

test("[S4] null in channel data is as good as nothing", async () => {
  const { connect, edges } = memoryEngine();
  const ada = connect();
  ada.subscribeWith(ROOM, '{"user_id":null,"since":null}');
  await settled();
  expect(ada.wire.frames.at(-1)).toMatchObject({ event: "realtime:subscription_succeeded", channel: ROOM });
  expect(ada.wire.frames.at(-1)?.data).not.toHaveProperty("recovered");
  expect(edges).toEqual([]);
});

test("[S5] a valid signature does not help whom the audience refuses", async () => {
  const { connect, commit, world, engine } = memoryEngine();
  world.allows = async (channel, userId) => channel === ROOM && userId === "ada";
  const [ada, eve] = [connect(), connect()];
  await ada.subscribe(ROOM, "ada");
  await eve.subscribe(ROOM, "eve", { seq: 0 });
  await eve.subscribe("public-news");
  expect(eve.wire.of("realtime:subscription_error").map(({ data }) => data)).toEqual([
    { type: "AuthError", error: "You may not be on this channel", status: 403 },
    { type: "AuthError", error: "You may not be on this channel", status: 403 },
  ]);
  commit(ROOM);
  await settled();
  expect(eve.wire.seqs(ROOM)).toEqual([]);
  expect(engine.stats().subscriptions).toBe(1);
});

test("[S7] a connection holds so many subscriptions and no more", async () => {
  const { connect, engine } = memoryEngine({ subscriptionsPerConnection: 2 });
  const ada = connect();
  for (const room of ["private-a", "private-b", "private-c"]) await ada.subscribe(room, "ada");
  expect(ada.wire.frames.at(-1)?.data).toMatchObject({ status: 429 });
  expect(engine.stats().subscriptions).toBe(2);
  await ada.subscribe("private-a", "ada");
  expect(ada.wire.frames.at(-1)?.event).toBe("realtime:subscription_succeeded");
  ada.send("realtime:unsubscribe", { data: { channel: "private-a" } });
  await ada.subscribe("private-c", "ada");
  expect(ada.wire.frames.at(-1)?.event).toBe("realtime:subscription_succeeded");
});

test("[S7] a log or an audience that fails is answered with 503, and the same request passes later", async () => {
  const { connect, log, world, engine, faults } = memoryEngine();
  const ada = connect();
  log.latency = async () => {
    throw new Error("The disk is gone");
  };
  await ada.subscribe(ROOM, "ada");
  log.latency = async () => {};
  world.allows = () => Promise.reject(new Error("The disk is gone"));
  await ada.subscribe(ROOM, "ada");
  expect(ada.wire.of("realtime:subscription_error").map(({ data }) => data)).toEqual([
    expect.objectContaining({ status: 503 }),
    expect.objectContaining({ status: 503 }),
  ]);
  expect(faults.length).toBe(2);
  expect(engine.stats()).toMatchObject({ subscriptions: 0, channels: 0, gates: 0 });
  world.allows = async () => true;
  await ada.subscribe(ROOM, "ada");
  expect(ada.wire.frames.at(-1)?.event).toBe("realtime:subscription_succeeded");
});

test("[S7] [S11] who is on a channel and can't be caught up just now has not said goodbye", async () => {
  const { connect, commit, log, edges } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  commit(ROOM);
  await settled();
  log.latency = () => Promise.reject(new Error("The disk is gone"));
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  expect(ada.wire.frames.at(-1)?.data).toMatchObject({ status: 503 });
  expect(edges).toEqual([`ada arrived on ${ROOM}`, `ada was lost from ${ROOM}`]);
});

test("[S8] subscribing again answers again, and nothing comes twice", async () => {
  const { connect, commit, edges, engine } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  await ada.subscribe(ROOM, "ada");
  commit(ROOM);
  await settled();
  expect(ada.wire.of("realtime:subscription_succeeded").length).toBe(2);
  expect(ada.wire.seqs(ROOM)).toEqual([1]);
  expect(engine.stats().subscriptions).toBe(1);
  expect(edges).toEqual([`ada arrived on ${ROOM}`]);
});

test("[S8] subscribing again as somebody else is a leave and an arrival", async () => {
  const { connect, edges } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  await ada.subscribe(ROOM, "ben");
  expect(edges).toEqual([`ada arrived on ${ROOM}`, `ada left ${ROOM}`, `ben arrived on ${ROOM}`]);
});

test("[S9] after unsubscribing nothing of the channel comes, and the other channels go on", async () => {
  const { connect, commit } = memoryEngine();
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  await ada.subscribe("private-agent-ada", "ada");
  ada.send("realtime:unsubscribe", { data: { channel: ROOM } });
  ada.send("realtime:unsubscribe", { data: { channel: "private-never-joined" } });
  commit(ROOM);
  commit("private-agent-ada");
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([]);
  expect(ada.wire.seqs("private-agent-ada")).toEqual([1]);
});

test("[S9] [F5] unsubscribing while the subscription is still being judged leaves nothing behind", async () => {
  const { connect, world, engine } = memoryEngine();
  const held: (() => void)[] = [];
  world.allows = () => new Promise((resolve) => held.push(() => resolve(true)));
  const ada = connect();
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  ada.send("realtime:unsubscribe", { data: { channel: ROOM } });
  for (const release of held) release();
  await settled();
  expect(held.length).toBe(1);
  expect(ada.wire.frames.length).toBe(1);
  expect(engine.stats()).toMatchObject({ subscriptions: 0, channels: 0, attendances: 0, gates: 0 });
});

test("[F5] many who come at once are read for together, a bounded number at a time", async () => {
  const { connect, log } = memoryEngine();
  log.commit(ROOM);
  for (let i = 0; i < 3; i++) {
    const ada = connect();
    for (let n = 0; n < 300; n++) ada.startSubscribing(`private-room-${n}`, "ada", { seq: 0 });
  }
  await settled();
  expect(log.widest).toBe(200);
  expect(log.reads).toBeLessThan(20);
});

test("[F5] a channel that is slow to judge does not hold up the others", async () => {
  const { connect, world } = memoryEngine();
  world.allows = (channel) => (channel === ROOM ? new Promise(() => {}) : Promise.resolve(true));
  const ada = connect();
  ada.startSubscribing(ROOM, "ada");
  await ada.subscribe("private-agent-ada", "ada");
  expect(ada.wire.of("realtime:subscription_succeeded").map(({ channel }) => channel)).toEqual([
    "private-agent-ada",
  ]);
});

test("[S11] two tabs are one arrival, and the last one gone is the departure", async () => {
  const { connect, edges, engine } = memoryEngine();
  const [tab1, tab2] = [connect(), connect()];
  await tab1.subscribe(ROOM, "vera");
  await tab2.subscribe(ROOM, "vera");
  tab1.peer.closed(true);
  expect(edges).toEqual([`vera arrived on ${ROOM}`]);
  tab2.peer.closed(false);
  tab2.peer.closed(false);
  expect(edges).toEqual([`vera arrived on ${ROOM}`, `vera was lost from ${ROOM}`]);
  expect(engine.stats().attendances).toBe(0);
});

test("[S11] who is on a channel about which nobody wants to know is told to nobody, and not counted", async () => {
  const { connect, edges, engine } = memoryEngine();
  const ada = connect();
  await ada.subscribe("private-unattended", "ada");
  expect(engine.stats()).toMatchObject({ subscriptions: 1, attendances: 0 });
  ada.peer.closed(true);
  expect(edges).toEqual([]);
});

test("[S11] leaving and being lost are told apart", async () => {
  const { connect, edges } = memoryEngine();
  const vera = connect();
  await vera.subscribe(ROOM, "vera");
  vera.send("realtime:unsubscribe", { data: { channel: ROOM } });
  expect(edges.at(-1)).toBe(`vera left ${ROOM}`);
  await vera.subscribe(ROOM, "vera");
  vera.peer.closed(false);
  expect(edges.at(-1)).toBe(`vera was lost from ${ROOM}`);
});
