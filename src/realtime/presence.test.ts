import { expect, test } from "bun:test";
import { hostingEngine, type MemorySocket, settled } from "../../test/helpers/memory-engine.ts";

const ROOM = "presence-room";

/** What a client makes of what it was told: the ids of the members. */
function membersSeenBy({ wire }: MemorySocket): string[] {
  const members = new Set<string>();
  for (const { event, data } of wire.frames) {
    const name = event.replace(/^(pusher|pusher_internal|realtime):/, "");
    const told = data as { presence?: { ids: string[] }; user_id?: string };
    if (name === "subscription_succeeded") for (const id of told.presence?.ids ?? []) members.add(id);
    if (name === "member_added") expect(members.has(told.user_id ?? "")).toBe(false);
    if (name === "member_added") members.add(told.user_id ?? "");
    if (name === "member_removed") expect(members.delete(told.user_id ?? "")).toBe(true);
  }
  return [...members].sort((a, b) => a.localeCompare(b));
}

test("[P1] [P2] who joins is told everybody, themselves included, and the others are told of them", async () => {
  const { pusher, apinator } = hostingEngine();
  const [ada, ben] = [pusher(), apinator()];
  ada.subscribeWith(ROOM, '{"user_id":"ada","user_info":{"name":"Ada"}}');
  ben.subscribeWith(ROOM, '{"user_id":7,"user_info":{"name":"Ben"}}');
  expect(ben.wire.of("realtime:subscription_succeeded")[0]?.data).toMatchObject({
    presence: { ids: ["ada", "7"], hash: { ada: { name: "Ada" }, 7: { name: "Ben" } }, count: 2, me: "7" },
  });
  expect(ada.wire.of("pusher_internal:member_added").map(({ data }) => data)).toEqual([
    { user_id: "7", user_info: { name: "Ben" } },
  ]);
  expect(ben.wire.of("realtime:member_added")).toEqual([]);
});

test("[P1] a signed-in user needs no channel data", async () => {
  const { pusher, channels } = hostingEngine();
  const [ada, nobody] = [pusher(), pusher()];
  ada.signIn({ id: "ada", user_info: { name: "Ada" } });
  await ada.subscribe(ROOM);
  expect(ada.wire.of("pusher_internal:subscription_succeeded")[0]?.data).toMatchObject({
    presence: { hash: { ada: { name: "Ada" } } },
  });
  await nobody.subscribe(ROOM);
  expect(nobody.wire.of("pusher:subscription_error")[0]?.data).toMatchObject({ status: 400 });
  expect(channels.users(ROOM)).toEqual(["ada"]);
});

test("[P3] several sockets of a user are one member", async () => {
  const { pusher, channels } = hostingEngine();
  const [ben, ada, adaTab] = [pusher(), pusher(), pusher()];
  await ben.subscribe(ROOM, "ben");
  ada.subscribeWith(ROOM, '{"user_id":"ada","user_info":{"from":"the first"}}');
  adaTab.subscribeWith(ROOM, '{"user_id":"ada","user_info":{"from":"the second"}}');
  expect(adaTab.wire.of("pusher_internal:subscription_succeeded")[0]?.data).toMatchObject({
    presence: { hash: { ada: { from: "the first" } }, count: 2 },
  });
  ada.peer.closed(true);
  expect(membersSeenBy(ben)).toEqual(["ada", "ben"]);
  adaTab.unsubscribe(ROOM);
  expect(membersSeenBy(ben)).toEqual(["ben"]);
  expect(channels.users(ROOM)).toEqual(["ben"]);
});

test("[P3] subscribing again changes no membership", async () => {
  const { pusher, edgesTold, pass } = hostingEngine();
  const [ada, ben] = [pusher(), pusher()];
  await ada.subscribe(ROOM, "ada");
  await ben.subscribe(ROOM, "ben");
  await ada.subscribe(ROOM, "ada");
  expect(ada.wire.of("pusher_internal:subscription_succeeded").length).toBe(2);
  expect(ben.wire.of("pusher_internal:member_added")).toEqual([]);
  expect(ben.wire.of("pusher_internal:member_removed")).toEqual([]);
  ada.peer.closed(true);
  await pass(3);
  expect(edgesTold().filter((edge) => edge.startsWith("member"))).toEqual([
    "member_added presence-room ada",
    "member_added presence-room ben",
    "member_removed presence-room ada",
  ]);
});

test("[P4] [W2] who is lost is removed after 3 s, and who leaves at once", async () => {
  const { pusher, pass, edgesTold } = hostingEngine();
  const [ada, ben, vera] = [pusher(), pusher(), pusher()];
  await ada.subscribe(ROOM, "ada");
  await ben.subscribe(ROOM, "ben");
  await vera.subscribe(ROOM, "vera");
  vera.peer.closed(true);
  expect(membersSeenBy(ada)).toEqual(["ada", "ben"]);
  ben.peer.closed(false);
  await pass(2);
  expect(membersSeenBy(ada)).toEqual(["ada", "ben"]);
  await pass(1);
  expect(membersSeenBy(ada)).toEqual(["ada"]);
  expect(edgesTold().at(-1)).toBe("member_removed presence-room ben");
});

test("[P4] [W2] who leaves and returns is seen by the others to do so, and webhooks are told nothing", async () => {
  const { pusher, pass, edgesTold } = hostingEngine();
  const [ada, ben] = [pusher(), pusher()];
  await ada.subscribe(ROOM, "ada");
  await ben.subscribe(ROOM, "ben");
  const told = edgesTold();
  ben.peer.closed(true);
  expect(membersSeenBy(ada)).toEqual(["ada"]);
  await pass(2);
  await pusher().subscribe(ROOM, "ben");
  expect(membersSeenBy(ada)).toEqual(["ada", "ben"]);
  await pass(4);
  expect(edgesTold()).toEqual(told);
});

test("[P4] [W2] a return in time is noticed by nobody", async () => {
  const { pusher, pass, edgesTold, channels } = hostingEngine();
  const [ada, ben] = [pusher(), pusher()];
  await ada.subscribe(ROOM, "ada");
  await ben.subscribe(ROOM, "ben");
  ben.peer.closed(false);
  ada.peer.closed(false);
  await pass(2);
  expect(channels.channel(ROOM)).toMatchObject({ subscriptions: 0, users: 2 });
  const back = pusher();
  await back.subscribe(ROOM, "ben");
  expect(membersSeenBy(back)).toEqual(["ada", "ben"]);
  await pass(5);
  expect(membersSeenBy(back)).toEqual(["ben"]);
  expect(edgesTold()).toEqual([
    "channel_occupied presence-room",
    "member_added presence-room ada",
    "member_added presence-room ben",
    "member_removed presence-room ada",
  ]);
});

test("[P5] a channel has so many members and no more, and further sockets of a member are welcome", async () => {
  const { pusher } = hostingEngine({ presenceMembersMax: 2 });
  const [ada, adaTab, ben, vera] = [pusher(), pusher(), pusher(), pusher()];
  await ada.subscribe(ROOM, "ada");
  await ben.subscribe(ROOM, "ben");
  await vera.subscribe(ROOM, "vera");
  await adaTab.subscribe(ROOM, "ada");
  expect(vera.wire.of("pusher:subscription_error")[0]?.data).toMatchObject({ status: 429 });
  expect(adaTab.wire.of("pusher:subscription_error")).toEqual([]);
  ben.peer.closed(true);
  await vera.subscribe(ROOM, "vera");
  expect(membersSeenBy(vera)).toEqual(["ada", "vera"]);
});

test("[P5] what is known of a member has at most 1 KiB", () => {
  const { pusher } = hostingEngine();
  const [ada, ben] = [pusher(), pusher()];
  const infoOf = (bytes: number) => JSON.stringify({ user_id: "ada", user_info: "x".repeat(bytes - 2) });
  ada.subscribeWith(ROOM, infoOf(1_024));
  ben.subscribeWith(ROOM, infoOf(1_025));
  expect(ada.wire.of("pusher_internal:subscription_succeeded").length).toBe(1);
  expect(ben.wire.of("pusher:subscription_error")[0]?.data).toMatchObject({ status: 400 });
});

test("[P2] [P4] whatever comes and goes in whatever order, everybody's list is the true one", async () => {
  const { pusher, channels, pass } = hostingEngine();
  const watcher = pusher();
  await watcher.subscribe(ROOM, "watcher");
  let sockets: MemorySocket[] = [];
  for (let i = 0; i < 400; i++) {
    const random = (i * 7_919) % 101;
    if (random < 55 || sockets.length === 0) {
      const socket = pusher();
      await socket.subscribe(ROOM, `user-${random % 9}`);
      sockets.push(socket);
    } else {
      const [gone] = sockets.splice(random % sockets.length, 1);
      gone?.peer.closed(random % 2 === 0);
    }
    if (random % 13 === 0) await pass(1);
    watcher.peer.receivedPong();
    for (const { peer } of sockets) peer.receivedPong();
    expect(membersSeenBy(watcher)).toEqual(channels.users(ROOM).sort((a, b) => a.localeCompare(b)));
  }
  expect(sockets.length).toBeGreaterThan(3);
  for (const socket of sockets) expect(membersSeenBy(socket)).toEqual(membersSeenBy(watcher));
  for (const { peer } of sockets) peer.closed(false);
  sockets = [];
  await pass(4);
  await settled();
  expect(membersSeenBy(watcher)).toEqual(["watcher"]);
});
