import { beforeAll, expect, test } from "bun:test";
import type { Client as BrowserClient, Channel, History, Kept } from "../../src/client/client.ts";
import type { Client } from "../../src/server-sdk/client.ts";
import { builtSdk } from "../helpers/built-sdk.ts";
import { Guide } from "../helpers/guide.ts";
import { type ExpressApp, listen } from "../helpers/listen.ts";
import { Recorder } from "../helpers/recorder.ts";
import { startApp } from "../helpers/start-app.ts";

beforeAll(() => void builtSdk());

const HISTORY = [{ id: 1, text: "Is the bakery open?" }];

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
    const shown = new Recorder<unknown[]>();
    const { client, channel, messages } = await guide.load<Browser>(
      "browser.js",
      { ...address, '"/realtime/auth"': `"${backend.url}/realtime/auth"` },
      ["client", "channel", "messages"],
      {
        token,
        id: "7",
        show: (all: unknown[]) => shown.push(all),
        loadMessages: async () => HISTORY,
      },
    );
    return { client, channel, messages, shown };
  };

  const vera = await visit("vera");
  expect(await vera.shown.next()).toEqual(HISTORY);
  const message = { id: 2, text: "It is." };
  await guide.load("tell.js", {}, [], { deskbell, id: "7", message });
  expect(await vera.shown.next()).toEqual([...HISTORY, message]);
  const send = async (text: string) => ({ id: 3, text });
  await guide.load("sending.js", {}, [], { messages: vera.messages, send });
  expect(await vera.shown.next()).toEqual([...HISTORY, message, { id: 3, text: "Until six." }]);

  const tab = await visit("vera");
  expect(await tab.shown.next()).toEqual(HISTORY);
  const typing = new Recorder<boolean>();
  const showTyping = (others: boolean) => typing.push(others);
  const input: { oninput?: () => void } = {};
  for (const { channel } of [vera, tab])
    await guide.load("typing.js", {}, [], { channel, input, showTyping });
  input.oninput?.();
  // Told to the one who did not type, and to nobody else.
  expect([await typing.next(), await typing.next()]).toEqual([true, false]);

  const omar = await visit("omar");
  const refusal = new Promise((resolve) => omar.channel.bind("realtime:subscription_error", resolve));
  expect(await refusal).toEqual({ status: 403 });
  expect(omar.shown.items).toEqual([]);
  for (const { client } of [vera, tab, omar]) client.disconnect();
});

interface Browser {
  client: BrowserClient;
  channel: Channel;
  messages: History<Kept>;
}
