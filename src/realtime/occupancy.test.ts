import { expect, test } from "bun:test";
import { hostingEngine, type MemorySocket } from "../../test/helpers/memory-engine.ts";

test("[W1] a channel is occupied by its first socket and vacated by its last, once each", async () => {
  const { pusher, edgesTold, told, pass } = hostingEngine();
  const [ada, ben] = [pusher(), pusher()];
  await ada.subscribe("news");
  await ben.subscribe("news");
  ada.unsubscribe("news");
  await ben.subscribe("news");
  ben.peer.closed(true);
  await pass(3);
  expect(edgesTold()).toEqual(["channel_occupied news", "channel_vacated news"]);
  expect(told[0]).toEqual({
    appId: "10000",
    channel: "news",
    at: 1_800_000_001_000,
    kind: "channel_occupied",
  });
});

test("[W1] members are told after the channel is occupied and before it is vacated", async () => {
  const { pusher, edgesTold, pass } = hostingEngine();
  const ada = pusher();
  await ada.subscribe("presence-a", "ada");
  ada.peer.closed(true);
  await pass(3);
  expect(edgesTold()).toEqual([
    "channel_occupied presence-a",
    "member_added presence-a ada",
    "member_removed presence-a ada",
    "channel_vacated presence-a",
  ]);
});

test("[W1] a client event is told with all there is to know, and only when it passed", async () => {
  const { pusher, told } = hostingEngine({ clientEventsPerSecond: 1 });
  const ada = pusher();
  await ada.subscribe("presence-a", "ada");
  ada.signal("presence-a", "client-typing", { n: 1 });
  ada.signal("presence-a", "client-typing", { n: 2 });
  ada.signal("presence-elsewhere", "client-typing", { n: 3 });
  expect(told.filter(({ kind }) => kind === "client_event")).toEqual([
    {
      appId: "10000",
      channel: "presence-a",
      at: 1_800_000_001_000,
      kind: "client_event",
      event: "client-typing",
      data: '{"n":1}',
      socketId: ada.socketId,
      userId: "ada",
    },
  ]);
});

test("[W1] many who miss the same at once make one miss", async () => {
  const { pusher, edgesTold, pass } = hostingEngine();
  for (let i = 0; i < 5; i++) await pusher().subscribe("cache-a");
  await pass(1);
  await pusher().subscribe("cache-a");
  expect(edgesTold()).toEqual(["channel_occupied cache-a", "cache_miss cache-a", "cache_miss cache-a"]);
});

test("[W2] a channel whose last socket was lost is vacated when nobody came back in 3 s", async () => {
  const { pusher, edgesTold, pass, channels } = hostingEngine();
  const ada = pusher();
  await ada.subscribe("news");
  ada.peer.closed(false);
  expect(channels.channel("news").subscriptions).toBe(0);
  expect(channels.channels("")).toEqual([]);
  await pass(2);
  const back = pusher();
  await back.subscribe("news");
  await pass(5);
  expect(edgesTold()).toEqual(["channel_occupied news"]);
  back.peer.closed(false);
  await pass(3);
  expect(edgesTold()).toEqual(["channel_occupied news", "channel_vacated news"]);
});

test("[W2] a member who is waited for keeps the channel from being vacated when the others leave", async () => {
  const { pusher, edgesTold, pass } = hostingEngine();
  const [ada, ben] = [pusher(), pusher()];
  await ada.subscribe("presence-a", "ada");
  await ben.subscribe("presence-a", "ben");
  ada.peer.closed(false);
  await pass(1);
  ben.peer.closed(true);
  await pass(2);
  expect(edgesTold().at(-1)).toBe("member_removed presence-a ada");
  await pass(1);
  expect(edgesTold().slice(-2)).toEqual(["member_removed presence-a ben", "channel_vacated presence-a"]);
});

const partings: [string, (socket: MemorySocket) => void][] = [
  ["reloads a page", ({ peer }) => peer.closed(true)],
  ["subscribes anew", (socket) => socket.unsubscribe("presence-a")],
  ["is lost and comes back", ({ peer }) => peer.closed(false)],
];

test.each(partings)("[W2] of who %s within 3 s nothing is told", async (_, part) => {
  const { pusher, edgesTold, pass } = hostingEngine();
  const before = ["channel_occupied presence-a", "member_added presence-a ada"];
  let ada = pusher();
  await ada.subscribe("presence-a", "ada");
  for (let round = 0; round < 3; round++) {
    part(ada);
    await pass(2);
    ada = pusher();
    await ada.subscribe("presence-a", "ada");
    await pass(4);
    expect(edgesTold()).toEqual(before);
  }
});
