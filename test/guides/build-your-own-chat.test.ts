import { beforeAll, expect, test } from "bun:test";
import type { Client as BrowserClient, Channel } from "../../src/client/client.ts";
import type { Client } from "../../src/server-sdk/client.ts";
import { builtSdk } from "../helpers/built-sdk.ts";
import { Guide } from "../helpers/guide.ts";
import { type ExpressApp, listen } from "../helpers/listen.ts";
import { Recorder } from "../helpers/recorder.ts";
import { startApp } from "../helpers/start-app.ts";

beforeAll(() => void builtSdk());

const HISTORY = [{ text: "Is the bakery open?" }];
const JOINED = "realtime:subscription_succeeded";

test("who does what the guide says has a chat that works", async () => {
  using guide = new Guide("build-your-own-chat");
  await using app = await startApp();
  for (const command of guide.commands) guide.run(command, "--data-dir", app.dataDir);
  const address = { "http://127.0.0.1:3000": app.url };

  const { deskbell } = await guide.load<{ deskbell: Client }>("server.js", address, ["deskbell"]);
  // A running server learns of a new app within a second.
  while (!(await deskbell.channels().catch(() => undefined))) await Bun.sleep(20);
  const mayJoin = (person: string, channel: string) =>
    `${person}@${channel}` === "vera@private-conversation-7";
  const { app: endpoint } = await guide.load<{ app: ExpressApp }>("endpoint.js", {}, ["app"], {
    deskbell,
    mayJoin,
  });
  await using backend = await listen(endpoint);

  const visit = async (token: string) => {
    const [shown, typing] = [new Recorder<unknown>(), new Recorder<number>()];
    const { client, channel } = await guide.load<{ client: BrowserClient; channel: Channel }>(
      "browser.js",
      { ...address, '"/realtime/auth"': `"${backend.url}/realtime/auth"` },
      ["client", "channel"],
      {
        token,
        id: "7",
        show: (messages: unknown[]) => shown.push(messages),
        loadMessages: async () => HISTORY,
        showTypingFor: (ms: number) => typing.push(ms),
      },
    );
    return { client, channel, shown, typing };
  };

  const vera = await visit("vera");
  await new Promise((resolve) => vera.channel.bind(JOINED, resolve));
  expect(await vera.shown.next()).toEqual(HISTORY);
  const message = { text: "Until six." };
  await guide.load("tell.js", {}, [], { deskbell, id: "7", message });
  expect(await vera.shown.next()).toMatchObject([message]);

  const tab = await visit("vera");
  await guide.load("recovering.js", {}, [], { channel: tab.channel });
  await new Promise((resolve) => tab.channel.bind(JOINED, resolve));
  // Nothing was recovered, since this is the first visit: the history is loaded, here by both snippets.
  for (let snippet = 0; snippet < 2; snippet++) expect(await tab.shown.next()).toEqual(HISTORY);
  // One after the other, so that there is somebody to hear the second.
  for (const { channel } of [vera, tab]) await guide.load("typing.js", {}, [], { channel });
  expect(await tab.typing.next()).toBe(2000);

  const omar = await visit("omar");
  const refusal = new Promise((resolve) => omar.channel.bind("realtime:subscription_error", resolve));
  expect(await refusal).toEqual({ status: 403 });
  expect(omar.shown.items).toEqual([]);
  for (const { client } of [vera, tab, omar]) client.disconnect();
});
