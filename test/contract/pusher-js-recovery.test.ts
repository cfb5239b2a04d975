import { expect, test } from "bun:test";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { administrator, outsideApp } from "../helpers/outside-app.ts";
import { startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";
import { join, type StockClientOptions, stockClient } from "../helpers/stock-client.ts";

/** So often something is said in a busy room: 20 times a second. */
const PACE_MS = 50;
const CUTS = 2;
const SAID_BEFORE = 5;
const SAID_BETWEEN = 5;
/** How much is said while the client is away. */
const MISSED = 10;

interface Numbered {
  readonly number: number;
  readonly seq: number;
}

/** A program that remembers the last number it saw, and has its backend sign it when it comes back. */
async function busyRoom(historyCount: number) {
  const app = await startApp();
  const keys = await outsideApp(await administrator(app), { historyCount });
  const backend = new StockBackend(app, keys);
  const network = await FlakyNetwork.to(app.url);
  app.beforeStop(network);
  let seen: number | undefined;
  const params: StockClientOptions["params"] = () => (seen === undefined ? {} : { since: seen });
  const vera = await stockClient(app, backend, keys, { via: network.url, params });
  const { channel, told } = await join(vera, "private-room");
  const received: number[] = [];
  channel.bind("said", ({ number, seq }: Numbered) => {
    seen = seq;
    received.push(number);
  });
  let published = 0;
  const say = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await backend.library.trigger("private-room", "said", { number: ++published });
      await Bun.sleep(PACE_MS);
    }
  };
  const cutAndSay = async () => {
    // Stalled, the network lets nobody back until all is said that shall be missed.
    network.stall();
    network.cut();
    await say(MISSED);
    network.resume();
    return (await told.find(({ event }) => event === "pusher:subscription_succeeded")).data;
  };
  return { app, told, received, say, cutAndSay };
}

test("a stock client cut off twice while a room is busy receives everything once, in order", async () => {
  const room = await busyRoom(50);
  await using _app = room.app;
  await room.say(SAID_BEFORE);
  for (let cut = 0; cut < CUTS; cut++) {
    expect(await room.cutAndSay()).toMatchObject({ recovered: true });
    await room.say(SAID_BETWEEN);
  }
  const all = Array.from({ length: CUTS * (MISSED + SAID_BETWEEN) + SAID_BEFORE }, (_, i) => i + 1);
  await room.told.until(() => room.received.length >= all.length);
  expect(room.received).toEqual(all);
});

test("a stock client that missed more than is kept is told so, and nothing of it is replayed", async () => {
  const room = await busyRoom(MISSED - 5);
  await using _app = room.app;
  await room.say(1);
  expect(await room.cutAndSay()).toMatchObject({ recovered: false });
  await room.say(1);
  await room.told.until(() => room.received.at(-1) === MISSED + 2);
  expect(room.received).toEqual([1, MISSED + 2]);
});
