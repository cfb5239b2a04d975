import { expect, test } from "bun:test";
import Pusher from "pusher";
import { crowd } from "../helpers/crowd.ts";
import { administrator, outsideApp } from "../helpers/outside-app.ts";
import { startProcess } from "../helpers/start-app.ts";

const SOCKETS = 5_000;

test("five thousand sockets whose server was killed are all back on the next one, and hear what is said", async () => {
  await using before = await startProcess();
  const keys = await outsideApp(await administrator(before));
  const channelOf = (index: number) => `private-pair-${index >> 1}`;
  const lost = await crowd(SOCKETS, before.url, keys.pusher, channelOf);
  await before.kill();
  await Promise.all(lost.map(({ closed }) => closed));

  const { hostname, port } = new URL(before.url);
  await using after = await startProcess({ dataDir: before.dataDir, env: { PORT: port } });
  const back = await crowd(SOCKETS, after.url, keys.pusher, channelOf);
  const backend = new Pusher({ appId: keys.id, ...keys.pusher, host: hostname, port, useTLS: false });
  for (let pair = 0; pair < SOCKETS / 2; pair += 100) {
    const channels = Array.from({ length: 100 }, (_, i) => `private-pair-${pair + i}`);
    await backend.trigger(channels, "news", pair);
  }
  await Promise.all(back.map((member) => member.has(1)));
  for (const [index, { events }] of back.entries()) expect(events).toEqual([String(hundredOf(index))]);
  await Promise.all(back.map((member) => member[Symbol.asyncDispose]()));
});

/** The first pair of the hundred to which a socket's pair belongs. */
function hundredOf(index: number): number {
  const pair = index >> 1;
  return pair - (pair % 100);
}
