import { afterAll, beforeAll, expect, test } from "bun:test";
import Pusher, { type PresenceChannel } from "pusher-js";
import type { Api } from "../helpers/api.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { Recorder } from "../helpers/recorder.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";
import { connected, join, record, stockClient, stockOptions } from "../helpers/stock-client.ts";

// Programs written for Pusher: the stock browser and server libraries, unchanged but for host and port.

let app: App;
let grace: Api;
let keys: OutsideAppKeys;
let backend: StockBackend;

beforeAll(async () => {
  app = await startApp();
  grace = await administrator(app);
  keys = await outsideApp(grace);
  backend = new StockBackend(app, keys);
});

afterAll(() => app[Symbol.asyncDispose]());

const client = (user?: string) => stockClient(app, backend, keys, user === undefined ? {} : { user });

test("pusher-js connects, and its socket id has the form that the library checks", async () => {
  const vera = await client();
  expect(vera.connection.socket_id).toMatch(/^\d+\.\d+$/);
});

test.each(["/pusher", "/chat/sockets"])("[C1] pusher-js connects below the path %s", async (wsPath) => {
  const vera = new Pusher(keys.pusher.key, { ...stockOptions(app, backend, {}), wsPath });
  await connected(vera);
  await join(vera, "news");
  vera.disconnect();
});

test("pusher-js with a key that no app has is told 4001, and gives up", async () => {
  const stranger = new Pusher("nobodys", stockOptions(app, backend, {}));
  const errors = new Recorder<object>();
  stranger.connection.bind("error", (error: object) => errors.push(error));
  await expect(connected(stranger)).rejects.toThrow("disconnected");
  expect(errors.items).toMatchObject([{ error: { data: { code: 4001 } } }]);
});

test("what the backend triggers on a public channel reaches every client once, in order", async () => {
  const [vera, omar] = await Promise.all([client(), client()]);
  const [{ told: toVera }, { told: toOmar }] = await Promise.all([join(vera, "news"), join(omar, "news")]);
  for (let number = 1; number <= 5; number++) await backend.library.trigger("news", "item", { number });
  const numbers = [1, 2, 3, 4, 5].map((number) => ({ event: "item", data: { number } }));
  for (const told of [toVera, toOmar]) {
    await told.until((items) => items.length === 6);
    expect(told.rest).toEqual(numbers);
  }
});

test("the socket that caused an event is not told of it", async () => {
  const [vera, omar] = await Promise.all([client(), client()]);
  const [{ told: toVera }, { told: toOmar }] = await Promise.all([join(vera, "edits"), join(omar, "edits")]);
  await backend.library.trigger("edits", "first", {}, { socket_id: vera.connection.socket_id });
  await backend.library.trigger("edits", "second", {});
  expect((await toVera.next()).event).toBe("second");
  expect((await toOmar.next()).event).toBe("first");
});

test("a private channel is joined with the backend's signature, and not without", async () => {
  const vera = await client();
  backend.closedChannels.add("private-not-hers");
  await expect(join(vera, "private-not-hers")).rejects.toThrow("403");
  const { told } = await join(vera, "private-hers");
  await backend.library.trigger(["private-hers", "private-not-hers"], "note", "plain text");
  expect(await told.next()).toMatchObject({ event: "note", data: "plain text" });
});

test("nothing follows once a client has unsubscribed", async () => {
  const vera = await client();
  await join(vera, "left");
  expect(await channelsWithPrefix("left")).toEqual(["left"]);
  vera.unsubscribe("left");
  await join(vera, "joined-later");
  // What a server still sent would be dropped inside pusher-js, so the server is asked instead.
  expect(await channelsWithPrefix("left")).toEqual([]);
});

test("two tabs of one user are one member, who leaves with the last tab", async () => {
  const vera = await client("vera");
  const { channel, told } = await join(vera, "presence-lobby");
  const { members } = channel as PresenceChannel;
  expect(members.myID).toBe("vera");

  const [tab, otherTab] = await Promise.all([client("omar"), client("omar")]);
  await Promise.all([join(tab, "presence-lobby"), join(otherTab, "presence-lobby")]);
  expect(await told.next()).toMatchObject({
    event: "pusher:member_added",
    data: { id: "omar", info: { name: "omar" } },
  });
  expect(members.count).toBe(2);

  tab.unsubscribe("presence-lobby");
  await join(tab, "elsewhere");
  expect(await usersOf("presence-lobby")).toEqual(["omar", "vera"]);
  otherTab.unsubscribe("presence-lobby");
  expect(await told.next()).toMatchObject({ event: "pusher:member_removed", data: { id: "omar" } });
  expect(members.count).toBe(1);
  expect(told.rest).toEqual([]);
});

test("somebody who joins is told who is there, themselves included", async () => {
  const [vera, omar] = await Promise.all([client("vera"), client("omar")]);
  await join(vera, "presence-room");
  const { channel } = await join(omar, "presence-room");
  const there: Record<string, unknown> = {};
  (channel as PresenceChannel).members.each(({ id, info }: { id: string; info: unknown }) => {
    there[id] = info;
  });
  expect(there).toEqual({ vera: { name: "vera" }, omar: { name: "omar" } });
});

test("an encrypted channel's events are read by its members and by nobody on the way", async () => {
  const vera = await client();
  const { told } = await join(vera, "private-encrypted-diagnosis");
  const onTheWire: string[] = [];
  vera.connection.bind("message", (frame: { data: unknown }) => onTheWire.push(JSON.stringify(frame)));
  await backend.library.trigger("private-encrypted-diagnosis", "finding", { text: "all is well" });
  expect(await told.next()).toMatchObject({ event: "finding", data: { text: "all is well" } });
  expect(onTheWire.join("")).toContain("ciphertext");
  expect(onTheWire.join("")).not.toContain("all is well");
});

test("a cache channel begins with its last event, or says that there is none", async () => {
  const [vera, omar] = await Promise.all([client(), client()]);
  const { told: toVera } = await join(vera, "cache-rates");
  expect((await toVera.next()).event).toBe("pusher:cache_miss");
  await backend.library.trigger("cache-rates", "rate", { euro: 1 });
  await backend.library.trigger("cache-rates", "rate", { euro: 2 });
  const { told: toOmar } = await join(omar, "cache-rates");
  expect(await toOmar.next()).toMatchObject({ event: "rate", data: { euro: 2 } });
});

test("client events reach the others, and on presence channels they name their sender", async () => {
  const [vera, omar] = await Promise.all([client("vera"), client("omar")]);
  for (const name of ["private-talk", "presence-talk"]) {
    const { channel: hers } = await join(vera, name);
    const { channel: his } = await join(omar, name);
    const heard = new Recorder<{ by: string; data: unknown; from: string | undefined }>();
    for (const [by, channel] of Object.entries({ vera: hers, omar: his }))
      channel
        .bind("client-typing", (data: unknown, metadata?: { user_id?: string }) =>
          heard.push({ by, data, from: metadata?.user_id }),
        )
        .bind("end", (data: unknown) => heard.push({ by, data, from: undefined }));
    expect(hers.trigger("client-typing", { far: true })).toBe(true);
    expect(await heard.next()).toEqual({
      by: "omar",
      data: { far: true },
      from: name.startsWith("presence-") ? "vera" : undefined,
    });
    // An echo to the sender would have come before this.
    await backend.library.trigger(name, "end", {});
    await heard.until((items) => items.length === 3);
    expect(heard.rest.map(({ data }) => data)).toEqual([{}, {}]);
  }
});

test("too many client events are answered with 4301, and the connection stays", async () => {
  const strict = await outsideApp(grace, { clientEventsPerSecond: 1 });
  const vera = await stockClient(app, new StockBackend(app, strict), strict);
  const errors = new Recorder<{ data?: { code: number } }>();
  vera.connection.bind("error", (error: { data?: { code: number } }) => errors.push(error));
  const { channel } = await join(vera, "private-flood");
  for (let i = 0; i < 20; i++) channel.trigger("client-noise", { i });
  expect(await errors.next()).toMatchObject({ data: { code: 4301 } });
  await join(vera, "private-still-there");
  expect(new Set(errors.items.map(({ data }) => data?.code))).toEqual(new Set([4301]));
});

test("a signed-in user is reached by name, on every connection", async () => {
  const tabs = await Promise.all([client("vera"), client("vera")]);
  const told = tabs.map((tab) => record(tab.user));
  const frames = tabs.map(framesOf);
  for (const tab of tabs) tab.signin();
  for (const each of frames)
    await each.find(({ event }) => event === "pusher_internal:subscription_succeeded");
  expect(tabs.map((tab) => tab.user.user_data.id)).toEqual(["vera", "vera"]);
  await backend.library.sendToUser("vera", "assigned", { conversation: 7 });
  for (const each of told)
    expect(await each.find(({ event }) => event === "assigned")).toMatchObject({ data: { conversation: 7 } });
});

test("a user whose connections are terminated is cut off for good", async () => {
  const vera = await client("banned");
  vera.signin();
  await vera.user.signinDonePromise;
  const states: string[] = [];
  const gone = new Promise<void>((resolve) => {
    vera.connection.bind("state_change", ({ current }: { current: string }) => {
      states.push(current);
      if (current === "disconnected") resolve();
    });
  });
  await backend.library.terminateUserConnections("banned");
  await gone;
  expect(states).toEqual(["disconnected"]);
});

test("a watchlist tells who is there and who comes and goes", async () => {
  backend.profiles.set("ada", { watchlist: ["ben", "grace"] });
  const ben = await client("ben");
  ben.signin();
  await ben.user.signinDonePromise;

  const ada = await client("ada");
  const told = record(ada.user.watchlist);
  ada.signin();
  expect(await told.next()).toMatchObject({ event: "online", data: { user_ids: ["ben"] } });
  expect(await told.next()).toMatchObject({ event: "offline", data: { user_ids: ["grace"] } });
  (await client("grace")).signin();
  expect(await told.next()).toMatchObject({ event: "online", data: { user_ids: ["grace"] } });
  ben.disconnect();
  expect(await told.next()).toMatchObject({ event: "offline", data: { user_ids: ["ben"] } });
});

test("an app that wants it tells how many are subscribed", async () => {
  const counting = await outsideApp(grace, { subscriptionCount: true });
  const counted = new StockBackend(app, counting);
  const [vera, omar] = await Promise.all([
    stockClient(app, counted, counting),
    stockClient(app, counted, counting),
  ]);
  const { channel, told } = await join(vera, "stage");
  await join(omar, "stage");
  await told.find(({ data }) => (data as { subscription_count?: number }).subscription_count === 2);
  expect(channel.subscriptionCount as unknown).toBe(2);
});

/** Every frame that comes, those that the library keeps to itself included. */
function framesOf({ connection }: Pusher): Recorder<{ event: string }> {
  const frames = new Recorder<{ event: string }>();
  connection.bind("message", (frame: { event: string }) => frames.push(frame));
  return frames;
}

async function channelsWithPrefix(prefix: string): Promise<string[]> {
  const response = await backend.library.get({ path: "/channels", params: { filter_by_prefix: prefix } });
  return Object.keys(((await response.json()) as { channels: object }).channels);
}

async function usersOf(channel: string): Promise<string[]> {
  const response = await backend.library.get({ path: `/channels/${channel}/users` });
  const { users } = (await response.json()) as { users: { id: string }[] };
  return users.map(({ id }) => id).toSorted();
}
