import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { crowd } from "../helpers/crowd.ts";
import { administrator, outsideApp } from "../helpers/outside-app.ts";
import { startApp } from "../helpers/start-app.ts";
import { UnreadingSocket } from "../helpers/unreading-socket.ts";

const FAST_READERS = 1_000;
/** More than the buffers of the server and of both ends of the connection take together. */
const FLOOD_BYTES = 64 * 1024 * 1024;
const EVENT_BYTES = 10_000;

test("[L3] [D4] a reader who takes nothing is dropped, and a thousand others get everything in order", async () => {
  await using app = await startApp();
  const keys = await outsideApp(await administrator(app));
  const { engine } = app.application;
  const channels = engine.hosted(keys.id);
  if (!channels) throw new Error("The app is not hosted");
  const readers = await crowd(FAST_READERS, app.url, keys.pusher, () => "private-news");
  const { socket: slow, greeting } = await UnreadingSocket.open(app.url, keys.pusher.key);
  const socketId = /\d+\.\d+(?=\\")/.exec(greeting)?.[0];
  for (const channel of ["private-news", "private-flood"]) {
    const signature = createHmac("sha256", keys.pusher.secret).update(`${socketId}:${channel}`).digest("hex");
    slow.send({ event: "pusher:subscribe", data: { channel, auth: `${keys.pusher.key}:${signature}` } });
  }
  while (channels.channel("private-flood").subscriptions === 0) await Bun.sleep(1);

  const flood = JSON.stringify("x".repeat(EVENT_BYTES));
  let news = 0;
  for (let sent = 0; sent < FLOOD_BYTES; sent += EVENT_BYTES) {
    channels.publish([{ channel: "private-flood", event: "flood", data: flood }]);
    if (sent % (100 * EVENT_BYTES) === 0) {
      channels.publish([{ channel: "private-news", event: "news", data: String(news++) }]);
      await Bun.sleep(0);
    }
  }
  expect(channels.channel("private-flood").subscriptions).toBe(0);
  expect(engine.stats().connections).toBe(FAST_READERS);
  await Promise.all(readers.map((reader) => reader.has(news)));
  const everything = Array.from({ length: news }, (_, n) => String(n));
  expect(everything.length).toBeGreaterThan(50);
  for (const { events } of readers) expect(events).toEqual(everything);
  slow.read();
  await slow.closed;
  await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()));
});
