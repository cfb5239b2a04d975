import { expect, test } from "bun:test";
import {
  HOSTED,
  hostingEngine,
  KEY,
  memoryEngine,
  SECRET,
  settled,
} from "../../test/helpers/memory-engine.ts";
import { channelAuth } from "./signature.ts";

test("[T1] [H1] [H2] what is published reaches the clients of both dialects, byte for byte", async () => {
  const { pusher, apinator, publish } = hostingEngine();
  const sockets = [pusher(), apinator()];
  for (const socket of sockets) await socket.subscribe("news");
  publish("news", "headline", '{ "n": 1 }');
  for (const { wire } of sockets)
    expect(wire.texts.at(-1)).toBe('{"event":"headline","channel":"news","data":"{ \\"n\\": 1 }"}');
});

test("[H1] publications arrive in their order, on one channel and across channels", async () => {
  const { pusher, channels } = hostingEngine();
  const socket = pusher();
  for (const channel of ["a", "b"]) await socket.subscribe(channel);
  const sent = Array.from({ length: 50 }, (_, n) => ({
    channel: n % 3 === 0 ? "a" : "b",
    event: "count",
    data: String(n),
  }));
  channels.publish(sent.slice(0, 20));
  for (const one of sent.slice(20)) channels.publish([one]);
  expect(socket.wire.of("count").map(({ data }) => data)).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test("[H1] the socket that caused an event is left out, and it alone", async () => {
  const { pusher, publish } = hostingEngine();
  const [author, tab] = [pusher(), pusher()];
  for (const socket of [author, tab]) await socket.subscribe("news");
  publish("news", "headline", "{}", author.socketId);
  expect(author.wire.of("headline")).toEqual([]);
  expect(tab.wire.of("headline").length).toBe(1);
});

test("[H1] nothing comes after unsubscribing", async () => {
  const { pusher, publish } = hostingEngine();
  const socket = pusher();
  await socket.subscribe("news");
  socket.unsubscribe("news");
  publish("news");
  expect(socket.wire.of("news")).toEqual([]);
});

test("[T1] a signature with any key of the app holds, and the desk's does not", () => {
  const { pusher } = hostingEngine();
  const socket = pusher();
  const subscribe = (channel: string, key: string, secret: string) =>
    socket.send("pusher:subscribe", {
      data: { channel, auth: channelAuth(key, secret, socket.socketId, channel) },
    });
  subscribe("private-a", "pusher-key", "pusher-secret");
  subscribe("private-b", "apinator-key", "apinator-secret");
  subscribe("private-c", KEY, SECRET);
  expect(socket.wire.frames.slice(1)).toMatchObject([
    { event: "pusher_internal:subscription_succeeded", channel: "private-a" },
    { event: "pusher_internal:subscription_succeeded", channel: "private-b" },
    { event: "pusher:subscription_error", channel: "private-c", data: { status: 401 } },
  ]);
});

test("[T3] an event with a reserved name is not published", async () => {
  const { pusher, apinator, publish, faults } = hostingEngine();
  const sockets = [pusher(), apinator()];
  for (const socket of sockets) await socket.subscribe("news");
  const before = sockets.map(({ wire }) => wire.texts.length);
  for (const event of ["pusher:error", "pusher_internal:member_added", "realtime:unsubscribed"])
    publish("news", event);
  expect(sockets.map(({ wire }) => wire.texts.length)).toEqual(before);
  expect(faults.length).toBe(3);
});

test("[H3] a switched-off app refuses newcomers and lets those who are there go", () => {
  const { pusher, put } = hostingEngine();
  const early = pusher();
  put({ enabled: false });
  expect(early.wire.closedWith).toBe(4003);
  const late = pusher();
  expect(late.wire.closedWith).toBe(4003);
  expect(late.wire.of("pusher:error")[0]?.data).toMatchObject({ code: 4003 });
  put({ enabled: true });
  expect(pusher().wire.closedWith).toBeUndefined();
});

test("[H3] a key that is taken away takes its connections along, and no others", () => {
  const { pusher, apinator, put } = hostingEngine();
  const [lost, kept] = [pusher(), apinator()];
  put({}, HOSTED.keys.slice(1));
  expect(lost.wire.closedWith).toBe(4001);
  expect(kept.wire.closedWith).toBeUndefined();
  expect(pusher().wire.closedWith).toBe(4001);
});

test("[H3] an app that is removed is unknown from then on", async () => {
  const { pusher, engine } = hostingEngine();
  const socket = pusher();
  await socket.subscribe("news");
  engine.removeApp(HOSTED.id);
  expect(socket.wire.closedWith).toBe(4001);
  expect(pusher().wire.closedWith).toBe(4001);
  expect(engine.hosted(HOSTED.id)).toBeUndefined();
  engine.removeApp(HOSTED.id);
});

test("[H3] an app can't take a key that is another's", () => {
  const { engine, connect } = hostingEngine();
  const thief = { ...HOSTED, id: "666" };
  expect(() => engine.putApp(thief)).toThrow("belongs to another app");
  expect(engine.hosted("666")).toBeUndefined();
  const keys = [{ key: "desk-key", secret: "guessed", dialect: "apinator" as const }];
  expect(() => engine.putApp({ ...thief, keys })).toThrow("belongs to another app");
  expect(connect().wire.closedWith).toBeUndefined();
});

test("[H3] only listed origins may connect, and clients that are not browsers", () => {
  const { connect } = hostingEngine({ allowedOrigins: ["https://shop.example"] });
  const from = (origin?: string) => connect("protocol=7", "pusher-key", origin).wire.closedWith;
  expect(from("https://shop.example")).toBeUndefined();
  expect(from()).toBeUndefined();
  expect(from("https://evil.example")).toBe(4009);
  expect(from("null")).toBe(4009);
});

test("[H3] an origin that is taken off the list takes its connections along, and no others", () => {
  const { pusher, put } = hostingEngine();
  const [shop, evil, program] = [pusher("https://shop.example"), pusher("https://evil.example"), pusher()];
  put({ allowedOrigins: ["https://shop.example"] });
  expect([shop, evil, program].map(({ wire }) => wire.closedWith)).toEqual([undefined, 4009, undefined]);
});

test("[H3] another limit of connections is for newcomers", () => {
  const { pusher, put } = hostingEngine();
  const [first, second] = [pusher(), pusher()];
  put({ connectionsMax: 1 });
  expect(pusher().wire.closedWith).toBe(4100);
  for (const { wire } of [first, second]) expect(wire.closedWith).toBeUndefined();
});

test("[H3] an app has so many connections and no more, whatever room the others leave", () => {
  const { pusher, connect } = hostingEngine({ connectionsMax: 2 });
  const first = pusher();
  pusher();
  expect(pusher().wire.closedWith).toBe(4100);
  expect(connect().wire.closedWith).toBeUndefined();
  first.peer.closed(true);
  expect(pusher().wire.closedWith).toBeUndefined();
});

test("[H4] where it is demanded, a connection that shows nobody's face within 30 s is closed", async () => {
  const { pusher, pass } = hostingEngine({ requireUser: true });
  const [stranger, subscriber, user, reader] = [pusher(), pusher(), pusher(), pusher()];
  await subscriber.subscribe("private-a");
  user.signIn({ id: "ada" });
  await reader.subscribe("news");
  await pass(29);
  expect(stranger.wire.isClosed).toBe(false);
  for (const { peer } of [stranger, subscriber, user, reader]) peer.receivedPong();
  await pass(1);
  expect([stranger, subscriber, user, reader].map(({ wire }) => wire.closedWith)).toEqual([
    4009,
    undefined,
    undefined,
    4009,
  ]);
});

test("[H5] client events pass between the dialects, within the app's own limits", async () => {
  const { pusher, apinator } = hostingEngine({ clientEventsPerSecond: 2, eventBytesMax: 20 });
  const [sender, other] = [pusher(), apinator()];
  for (const socket of [sender, other]) await socket.subscribe("private-a");
  sender.signal("private-a", "client-a", { n: 1 });
  expect(other.wire.texts.at(-1)).toBe('{"event":"client-a","channel":"private-a","data":"{\\"n\\":1}"}');
  sender.signal("private-a", "client-b", "x".repeat(21));
  expect(sender.wire.of("pusher:error").at(-1)?.data).toMatchObject({ code: 4303 });
  sender.signal("private-a", "client-c", "{}");
  sender.signal("private-a", "client-d", "{}");
  expect(sender.wire.of("pusher:error").at(-1)?.data).toMatchObject({ code: 4301 });
  expect(other.wire.frames.map(({ event }) => event)).not.toContain("client-d");
});

test("[H5] an app may have client events switched off", async () => {
  const { pusher, told } = hostingEngine({ clientEvents: false });
  const [sender, other] = [pusher(), pusher()];
  for (const socket of [sender, other]) await socket.subscribe("private-a");
  sender.signal("private-a");
  expect(sender.wire.of("pusher:error")[0]?.data).toMatchObject({ code: 4303 });
  expect(other.wire.of("client-typing")).toEqual([]);
  expect(told.filter(({ kind }) => kind === "client_event")).toEqual([]);
});

test("[H5] on a presence channel a client event names the member who sent it", async () => {
  const { pusher } = hostingEngine();
  const [ada, ben] = [pusher(), pusher()];
  await ada.subscribe("presence-a", "ada");
  await ben.subscribe("presence-a", "ben");
  ada.send("client-typing", { channel: "presence-a", data: {}, user_id: "ben" });
  expect(ben.wire.of("client-typing")[0]?.user_id).toBe("ada");
});

test("[H6] encrypted channels pass what they get and take no client events", async () => {
  const { pusher, publish } = hostingEngine({ historyCount: 10 });
  const [ada, ben] = [pusher(), pusher()];
  for (const socket of [ada, ben]) await socket.subscribe("private-encrypted-a");
  const sealed =
    '{"nonce":"4sVYwy4j/8dCcjyxtPCWyk19GaaViaW9","ciphertext":"/GMESnFGlbNn01BuBjp31XYa3i9vZsGKR8fgR9EDhXKx3lzGiUD501A="}';
  publish("private-encrypted-a", "secret", sealed);
  expect(JSON.parse(ben.wire.texts.at(-1) ?? "").data).toBe(sealed);
  ada.signal("private-encrypted-a");
  expect(ada.wire.of("pusher:error")[0]?.data).toMatchObject({ code: 4303 });
  expect(ben.wire.of("client-typing")).toEqual([]);
});

test("[H7] the desk's app is not among those that can be published on", async () => {
  const { engine, connect, log } = memoryEngine();
  expect(engine.hosted("")).toBeUndefined();
  expect(engine.hosted("desk-key")).toBeUndefined();
  expect("publish" in engine).toBe(false);
  const ada = connect();
  await ada.subscribe("private-conversation-1", "ada");
  engine.putApp(HOSTED);
  engine
    .hosted(HOSTED.id)
    ?.publish([{ channel: "private-conversation-1", event: "message:new", data: "{}" }]);
  engine.wake(["private-conversation-1"]);
  await settled();
  expect(log.top("private-conversation-1")).toBe(0);
  expect(ada.wire.of("message:new")).toEqual([]);
});

test("apps with channels of the same name hear nothing of each other", async () => {
  const { pusher, engine, connect, publish } = hostingEngine();
  const keys = [{ key: "other-key", secret: "other-secret", dialect: "pusher" as const }];
  engine.putApp({ ...HOSTED, id: "10001", keys });
  const [mine, other] = [pusher(), connect("protocol=7", "other-key")];
  await mine.subscribe("news");
  other.send("realtime:subscribe", { data: { channel: "news" } });
  other.send("pusher:subscribe", { data: { channel: "news", auth: null } });
  expect(other.wire.of("pusher_internal:subscription_succeeded").length).toBe(1);
  publish("news", "headline");
  expect(mine.wire.of("headline").length).toBe(1);
  expect(other.wire.of("headline")).toEqual([]);
});

test("the state of channels is told as it is", async () => {
  const { pusher, channels } = hostingEngine();
  const [ada, adaTab, ben] = [pusher(), pusher(), pusher()];
  for (const socket of [ada, adaTab]) await socket.subscribe("presence-a", "ada");
  await ben.subscribe("presence-a", "ben");
  await ben.subscribe("cache-a");
  ben.signIn({ id: "ben" });
  await ben.subscribe("#server-to-user-ben");
  expect(channels.channels("")).toEqual([
    { name: "presence-a", subscriptions: 3, users: 2 },
    { name: "cache-a", subscriptions: 1, cache: null },
  ]);
  expect(channels.channels("pres").map(({ name }) => name)).toEqual(["presence-a"]);
  expect(channels.users("presence-a")).toEqual(["ada", "ben"]);
  expect(channels.channel("presence-nobody")).toEqual({
    name: "presence-nobody",
    subscriptions: 0,
    users: 0,
  });
  expect(channels.users("presence-nobody")).toEqual([]);
});
