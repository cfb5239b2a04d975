import { expect, test } from "bun:test";
import { hostingEngine, type MemorySocket } from "../../test/helpers/memory-engine.ts";

const countsOf = ({ wire }: MemorySocket) =>
  wire
    .of("pusher_internal:subscription_count")
    .map(({ data }) => (data as { subscription_count: number }).subscription_count);

test("[N1] a channel tells its number whenever it changes, to the one who comes as well", async () => {
  const { pusher, edgesTold } = hostingEngine({ subscriptionCount: true });
  const [ada, ben] = [pusher(), pusher()];
  await ada.subscribe("news");
  await ada.subscribe("news");
  await ben.subscribe("news");
  ben.unsubscribe("news");
  expect(countsOf(ada)).toEqual([1, 2, 1]);
  expect(countsOf(ben)).toEqual([2]);
  expect(ben.wire.frames.slice(1).map(({ event }) => event)).toEqual([
    "pusher_internal:subscription_succeeded",
    "pusher_internal:subscription_count",
  ]);
  expect(edgesTold().filter((edge) => edge.startsWith("subscription_count"))).toEqual([
    "subscription_count news 1",
    "subscription_count news 2",
    "subscription_count news 1",
  ]);
});

test("[N1] presence channels tell members, users' own channels tell nothing, and an app may not want it", async () => {
  const { pusher, put } = hostingEngine({ subscriptionCount: true });
  const ada = pusher();
  ada.signIn({ id: "ada" });
  await ada.subscribe("presence-a", "ada");
  await ada.subscribe("#server-to-user-ada");
  expect(countsOf(ada)).toEqual([]);
  put({ subscriptionCount: false });
  await ada.subscribe("news");
  expect(countsOf(ada)).toEqual([]);
});

test("[N2] a crowd is told at most every 5 s, and the last number is not forgotten", async () => {
  const { pusher, pass } = hostingEngine({ subscriptionCount: true });
  const ada = pusher();
  await ada.subscribe("news");
  const crowd = Array.from({ length: 149 }, () => pusher());
  for (const socket of crowd) await socket.subscribe("news");
  expect(countsOf(ada)).toEqual(Array.from({ length: 101 }, (_, i) => i + 1));
  await pass(4);
  expect(countsOf(ada).at(-1)).toBe(101);
  await pass(1);
  expect(countsOf(ada).slice(101)).toEqual([150]);
  await pass(10);
  expect(countsOf(ada).length).toBe(102);
  for (const { peer } of crowd) peer.closed(true);
  expect(countsOf(ada).at(-1)).toBe(1);
});
