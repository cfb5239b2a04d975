import { afterAll, beforeAll, expect, test } from "bun:test";
import type { PresenceChannelData } from "pusher";
import Pusher, { type PresenceChannel } from "pusher-js";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";
import { connected, join, record, stockClient, stockOptions } from "../helpers/stock-client.ts";

// What programs written for Pusher do besides what its documentation shows.

let app: App;
let keys: OutsideAppKeys;
let backend: StockBackend;

beforeAll(async () => {
  app = await startApp();
  keys = await outsideApp(await administrator(app));
  backend = new StockBackend(app, keys);
});

afterAll(() => app[Symbol.asyncDispose]());

/** A stock client for which the stock library signs exactly these channel data, and this user. */
async function client(signed: { data?: object; user?: { id: string } }): Promise<Pusher> {
  const { library } = backend;
  const data = signed.data as PresenceChannelData | undefined;
  const made = new Pusher(keys.pusher.key, {
    ...stockOptions(app, backend, {}),
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, callback) =>
        callback(null, library.authorizeChannel(socketId, channelName, data)),
    },
    userAuthentication: {
      customHandler: ({ socketId }, callback) =>
        callback(null, library.authenticateUser(socketId, signed.user ?? { id: "" })),
    },
  });
  app.beforeStop({ [Symbol.asyncDispose]: async () => made.disconnect() });
  await connected(made);
  return made;
}

async function ask(path: string): Promise<unknown> {
  return await (await backend.library.get({ path })).json();
}

test("[S9] who leaves a channel and joins it again in one turn is on it", async () => {
  const vera = await stockClient(app, backend, keys, { user: "vera" });
  for (const name of ["turn", "private-turn", "presence-turn", "private-encrypted-turn"]) {
    await join(vera, name);
    vera.unsubscribe(name);
    const { told: again } = await join(vera, name);
    await backend.library.trigger(name, "event", { name });
    expect(await again.next()).toEqual({ event: "event", data: { name } });
  }
});

test("[S9] who leaves a channel while its authorisation is under way is not on it", async () => {
  const vera = await client({});
  vera.subscribe("private-hasty");
  vera.unsubscribe("private-hasty");
  // pusher-js leaves when it hears that it is on the channel, which is before it hears this.
  await join(vera, "private-meanwhile");
  await join(vera, "private-after");
  expect(await ask("/channels/private-hasty")).toEqual({ occupied: false });
});

test("[S4] [P3] a user whose id is a number is one member in all tabs", async () => {
  const joins = async (user_id: number) =>
    await join(await client({ data: { user_id, user_info: { user_id } } }), "presence-numbers");
  const seven = await joins(7);
  const tab = await joins(7);
  const zero = await joins(0);
  for (const { told } of [seven, tab]) await told.find(({ event }) => event === "pusher:member_added");
  for (const [{ channel }, me] of [
    [seven, 7],
    [tab, 7],
    [zero, 0],
  ] as const) {
    const { members } = channel as PresenceChannel;
    expect([members.count, members.me]).toEqual([2, { id: me, info: { user_id: me } }]);
  }
  expect(await ask("/channels/presence-numbers/users")).toEqual({ users: [{ id: "7" }, { id: "0" }] });
});

test("[P1] who is signed in joins a presence channel with a signature alone", async () => {
  const vera = await client({ user: { id: "vera" } });
  vera.signin();
  const { channel } = await join(vera, "presence-signed-in");
  expect((channel as PresenceChannel).members.me).toEqual({ id: "vera", info: {} });
});

test("text of any script is told as it was written, in names of events, in data and in ids of users", async () => {
  const id = "Βέρα 💁 “&?” <b>";
  const vera = await client({ data: { user_id: id, user_info: { name: id } }, user: { id } });
  vera.signin();
  const toUser = record(vera.user);
  const { channel, told: heard } = await join(vera, "presence-scripts");
  expect((channel as PresenceChannel).members.me).toEqual({ id, info: { name: id } });
  expect(await ask("/channels/presence-scripts/users")).toEqual({ users: [{ id }] });

  const said = ["", "日本\u2028語 😀", '{"not":"an object"', { ключ: ["é", "\ud83d"] }, [], null, 0];
  for (const data of said) await backend.library.trigger("presence-scripts", "сказано 💬", data);
  await heard.until((items) => items.length === 1 + said.length);
  expect(heard.rest).toEqual(said.map((data) => ({ event: "сказано 💬", data })));

  await backend.library.sendToUser(id, "за вас", id);
  expect(await toUser.find(({ event }) => event === "за вас")).toEqual({ event: "за вас", data: id });
});

test("[U6] a user is cut off by whatever id they have", async () => {
  const id = "Βέρα+1@пошта.example 💁 &=";
  const vera = await client({ user: { id } });
  vera.signin();
  await vera.user.signinDonePromise;
  const gone = new Promise<void>((resolve) => vera.connection.bind("disconnected", () => resolve()));
  await backend.library.terminateUserConnections(id);
  await gone;
});

test("[U3] who was cut off and has come back is reached by name again", async () => {
  const network = await FlakyNetwork.to(app.url);
  app.beforeStop(network);
  const vera = await stockClient(app, backend, keys, { user: "vera", via: network.url });
  const frames = record(vera.user);
  const isThere = () => new Promise<void>((resolve) => vera.bind("pusher:signin_success", () => resolve()));
  const signedIn = isThere();
  vera.signin();
  await signedIn;
  const signedInAgain = isThere();
  network.cut();
  await signedInAgain;
  await join(vera, "after-the-cut");
  await backend.library.sendToUser("vera", "assigned", {});
  expect(await frames.find(({ event }) => event === "assigned")).toEqual({ event: "assigned", data: {} });
});

test("[H1] a hundred channels are told by one trigger, and channels of every kind by one batch", async () => {
  const vera = await stockClient(app, backend, keys, { user: "vera" });
  const hundred = Array.from({ length: 100 }, (_, number) => `one-of-${number}`);
  const heard = await Promise.all(hundred.map(async (name) => (await join(vera, name)).told));
  await backend.library.trigger(hundred, "event", { to: "all" });
  for (const each of heard) expect(await each.next()).toEqual({ event: "event", data: { to: "all" } });

  const kinds = ["", "private-", "presence-", "private-encrypted-", "cache-", "private-encrypted-cache-"];
  const joined = await Promise.all(kinds.map(async (kind) => await join(vera, `${kind}batch`)));
  const batch = joined.map(({ channel }) => ({
    channel: channel.name,
    name: "event",
    data: { to: channel.name },
  }));
  await backend.library.triggerBatch(batch);
  for (const { channel, told: each } of joined)
    expect(await each.find(({ event }) => event === "event")).toEqual({
      event: "event",
      data: { to: channel.name },
    });
});

test("[Q1] an encrypted cache channel begins with its last event, which its members alone can read", async () => {
  const vera = await stockClient(app, backend, keys);
  await backend.library.trigger("private-encrypted-cache-chart", "entry", { pulse: 60 });
  const { told: heard } = await join(vera, "private-encrypted-cache-chart");
  expect(await heard.next()).toEqual({ event: "entry", data: { pulse: 60 } });
  const info = await backend.library.get({
    path: "/channels/private-encrypted-cache-chart",
    params: { info: "cache" },
  });
  expect(await info.text()).not.toContain("pulse");
});
