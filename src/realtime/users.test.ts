import { expect, test } from "bun:test";
import { hostingEngine } from "../../test/helpers/memory-engine.ts";

const OWN = "#server-to-user-ada";

test("[U1] a connection is signed in with what the backend signed, and again without harm", async () => {
  const { pusher, apinator } = hostingEngine();
  const [ada, other] = [pusher(), apinator()];
  for (const socket of [ada, other]) socket.signIn({ id: "ada", user_info: { name: "Ada" } });
  ada.signIn({ id: "ada" });
  expect(ada.wire.of("pusher:signin_success").map(({ data }) => data)).toEqual([
    { user_data: '{"id":"ada","user_info":{"name":"Ada"}}' },
    { user_data: '{"id":"ada"}' },
  ]);
  expect(other.wire.of("realtime:signin_success").length).toBe(1);
});

const impossibleUsers = [
  {},
  { id: "" },
  { id: null },
  { id: "x".repeat(129) },
  { id: "ada", watchlist: "ben" },
  { id: "ada", watchlist: [{}] },
];

test.each(impossibleUsers)("[U2] user data like %j closes the connection with 4009", (userData) => {
  const { pusher, engine } = hostingEngine();
  const ada = pusher();
  ada.signIn(userData);
  expect(ada.wire.of("pusher:error")[0]?.data).toMatchObject({ code: 4009 });
  expect(ada.wire.closedWith).toBe(4009);
  expect(engine.stats()["users"]).toBe(0);
});

test("[U2] a signature for another socket, or for other data, closes the connection with 4009", () => {
  const { pusher } = hostingEngine();
  const [ada, eve] = [pusher(), pusher()];
  const signed = ada.signInFrame({ id: "ada" });
  ada.peer.receive(signed);
  expect(ada.wire.of("pusher:signin_success").length).toBe(1);
  eve.peer.receive(signed);
  expect(eve.wire.closedWith).toBe(4009);
  const mallory = pusher();
  mallory.peer.receive(signed.replace("ada", "eve"));
  expect(mallory.wire.closedWith).toBe(4009);
});

test("[U2] a connection can't become somebody else's", () => {
  const { pusher } = hostingEngine();
  const ada = pusher();
  ada.signIn({ id: "ada" });
  ada.signIn({ id: "ben" });
  expect(ada.wire.closedWith).toBe(4009);
});

test("[U3] the user's own channel is for the user alone, and for nobody's eyes", async () => {
  const { pusher, publish, channels, told } = hostingEngine();
  const [ada, adaTab, ben, nobody] = [pusher(), pusher(), pusher(), pusher()];
  for (const socket of [ada, adaTab]) socket.signIn({ id: "ada" });
  ben.signIn({ id: "ben" });
  for (const socket of [ada, adaTab, ben, nobody]) await socket.subscribe(OWN);
  publish(OWN, "assigned", "{}");
  expect([ada, adaTab, ben, nobody].map(({ wire }) => wire.of("assigned").length)).toEqual([1, 1, 0, 0]);
  for (const { wire } of [ben, nobody])
    expect(wire.of("pusher:subscription_error")[0]?.data).toMatchObject({ status: 403 });
  expect(channels.channels("")).toEqual([]);
  ada.peer.closed(true);
  adaTab.peer.closed(true);
  expect(told).toEqual([]);
});

test("[U4] a watcher is told who is there, who comes first and who goes last", () => {
  const { pusher } = hostingEngine();
  const [ben, ada, benTab, benLater] = [pusher(), pusher(), pusher(), pusher()];
  ben.signIn({ id: "ben" });
  ada.signIn({ id: "ada", watchlist: ["ben", "vera"] });
  const heard = () =>
    ada.wire.of("pusher_internal:watchlist_events").map(({ data }) => (data as { events: object[] }).events);
  const [online, offline] = [
    { name: "online", user_ids: ["ben"] },
    { name: "offline", user_ids: ["ben"] },
  ];
  expect(heard()).toEqual([[online, { name: "offline", user_ids: ["vera"] }]]);
  benTab.signIn({ id: "ben" });
  ben.peer.closed(true);
  expect(heard().length).toBe(1);
  benTab.peer.closed(false);
  benLater.signIn({ id: "ben" });
  expect(heard().slice(1)).toEqual([[offline], [online]]);
  expect(ben.wire.of("pusher_internal:watchlist_events")).toEqual([]);
});

test("[U5] of a watchlist that is too long the first 100 are watched", () => {
  const { pusher } = hostingEngine();
  const [ada, late] = [pusher(), pusher()];
  ada.signIn({ id: "ada", watchlist: Array.from({ length: 101 }, (_, i) => `user-${i}`) });
  expect(ada.wire.frames.slice(1).map(({ event }) => event)).toEqual([
    "pusher:signin_success",
    "pusher_internal:watchlist_events",
    "pusher:error",
  ]);
  expect(ada.wire.of("pusher:error")[0]?.data).toMatchObject({ code: 4302 });
  expect(ada.wire.isClosed).toBe(false);
  late.signIn({ id: "user-100" });
  expect(ada.wire.of("pusher_internal:watchlist_events").length).toBe(1);
  pusher().signIn({ id: "user-99" });
  expect(ada.wire.of("pusher_internal:watchlist_events").length).toBe(2);
});

test("[U6] all connections of a user can be ended, and nobody else's", () => {
  const { pusher, channels, engine } = hostingEngine();
  const [ada, adaTab, ben, nobody] = [pusher(), pusher(), pusher(), pusher()];
  for (const socket of [ada, adaTab]) socket.signIn({ id: "ada" });
  ben.signIn({ id: "ben" });
  channels.terminateConnections("ada");
  channels.terminateConnections("unknown");
  expect([ada, adaTab, ben, nobody].map(({ wire }) => wire.closedWith)).toEqual([
    4009,
    4009,
    undefined,
    undefined,
  ]);
  ben.peer.closed(true);
  expect(engine.stats()["users"]).toBe(0);
});

test("a socket that breaks on the answer to its signing in is nobody's", () => {
  const { pusher, engine } = hostingEngine();
  const ada = pusher();
  ada.wire.behaviour = "refusing";
  ada.signIn({ id: "ada", watchlist: ["ben"] });
  expect(engine.stats()).toMatchObject({ connections: 0, users: 0 });
});
