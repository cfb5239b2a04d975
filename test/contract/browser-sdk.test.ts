import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  type Channel,
  Client,
  type ClientOptions,
  type EventMeta,
  type Member,
} from "../../src/client/client.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { Recorder } from "../helpers/recorder.ts";
import { SdkBackend } from "../helpers/sdk-backend.ts";
import { type App, startApp } from "../helpers/start-app.ts";

// `deskbell/client` against the running program, as somebody uses it who builds their own chat on it.

let app: App;
let keys: OutsideAppKeys;
let backend: SdkBackend;

beforeAll(async () => {
  app = await startApp();
  keys = await outsideApp(await administrator(app), { historyCount: 100 });
  backend = new SdkBackend(app, keys);
});

afterAll(() => app[Symbol.asyncDispose]());

interface Told {
  event: string;
  data: unknown;
  meta: EventMeta;
}

function client(user: string, more: Partial<ClientOptions> = {}): Client {
  const made = new Client({
    key: keys.apinator.key,
    host: app.url,
    authEndpoint: backend.authEndpoint(user),
    ...more,
  });
  app.beforeStop({ [Symbol.asyncDispose]: async () => made.disconnect() });
  return made;
}

/** Everything that a channel or a client tells from now on. */
function record(source: Channel | Client): Recorder<Told> {
  const told = new Recorder<Told>();
  source.bindGlobal((event, data, meta) => told.push({ event, data, meta }));
  return told;
}

const isAnswer = ({ event }: Told) => event.startsWith("realtime:subscription_");

async function joined(user: string, name: string, more: Partial<ClientOptions> = {}) {
  const made = client(user, more);
  const channel = made.subscribe(name);
  const told = record(channel);
  expect((await told.find(isAnswer)).event).toBe("realtime:subscription_succeeded");
  return { client: made, channel, told };
}

/** Objects bear the number of their event (Y2). */
function withSeq(value: unknown): unknown {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? { ...value, seq: expect.any(Number) } : value;
}

describe.each(["apinator", "pusher"] as const)("with a key of the dialect %s", (dialect) => {
  const key = () => keys[dialect].key;

  test("a client hears on channels of every kind what a backend triggers", async () => {
    for (const kind of ["news", "private-news", "presence-news"]) {
      const name = `${kind}-${dialect}`;
      const vera = await joined("vera", name, { key: key() });
      await backend.sdk.trigger(name, "item", { text: "Grüße" });
      expect(await vera.told.next()).toMatchObject({
        event: "item",
        data: { text: "Grüße" },
        meta: { seq: expect.any(Number) },
      });
    }
  });

  test("whatever JSON knows arrives as it was triggered, by a backend and by a client", async () => {
    const name = `private-values-${dialect}`;
    const vera = await joined("vera", name, { key: key() });
    const omar = await joined("omar", name, { key: key() });
    for (const value of [null, 0, false, [], {}, { text: null }]) {
      await backend.sdk.trigger(name, "value", value);
      for (const { told } of [vera, omar]) expect((await told.next()).data).toEqual(withSeq(value));
      omar.channel.trigger("client-value", value);
      expect((await vera.told.next()).data).toEqual(value);
    }
  });

  test("client events reach the others with their verified sender, and never the one who triggers", async () => {
    const name = `presence-typing-${dialect}`;
    const vera = await joined("vera", name, { key: key() });
    const omar = await joined("omar", name, { key: key() });
    expect((await vera.told.next()).event).toBe("realtime:member_added");
    expect(omar.channel.trigger("client-typing", { in: "the lobby", user_id: "ada" })).toBe(true);
    expect(await vera.told.next()).toMatchObject({
      event: "client-typing",
      data: { in: "the lobby", user_id: "ada" },
      meta: { userId: "omar" },
    });
    expect(vera.channel.trigger("client-typing")).toBe(true);
    expect((await omar.told.next()).meta.userId).toBe("vera");
    expect(vera.told.rest).toEqual([]);
  });

  test("a presence channel knows who is there, who comes and who goes", async () => {
    const name = `presence-lobby-${dialect}`;
    const vera = await joined("vera", name, { key: key() });
    expect([...vera.channel.members]).toEqual([{ id: "vera", info: { name: "vera" } }]);
    expect(vera.channel.members.me).toEqual({ id: "vera", info: { name: "vera" } });
    const omar = await joined("omar", name, { key: key() });
    expect(omar.channel.members.count).toBe(2);
    expect(omar.channel.members.get("vera")?.info).toEqual({ name: "vera" });
    expect(await vera.told.next()).toMatchObject({ event: "realtime:member_added", data: { id: "omar" } });
    expect(vera.channel.members.count).toBe(2);
    omar.client.unsubscribe(name);
    const left = await vera.told.next();
    expect(left).toMatchObject({
      event: "realtime:member_removed",
      data: { id: "omar", info: { name: "omar" } },
    });
    expect([...vera.channel.members].map(({ id }: Member) => id)).toEqual(["vera"]);
  });

  test("after every cut each event arrives that was triggered meanwhile, once and in order", async () => {
    await using network = await FlakyNetwork.to(app.url);
    const name = `private-orders-${dialect}`;
    const { channel, client: vera } = await joined("vera", name, { host: network.url, key: key() });
    const numbers = new Recorder<unknown>();
    const recovered: unknown[] = [];
    channel.bind("order", (data: { n: number }) => numbers.push(data.n));
    channel.bind("realtime:subscription_succeeded", (data: { recovered: boolean }) =>
      recovered.push(data.recovered),
    );
    for (let n = 0; n < 20; n++) {
      await backend.sdk.trigger(name, "order", { n });
      if (n % 8 === 7) network.cut();
    }
    await numbers.until((items) => items.length === 20);
    expect(numbers.items).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(recovered.length).toBeGreaterThan(0);
    expect(new Set(recovered)).toEqual(new Set([true]));
    vera.disconnect();
  });
});

test("a client connects upon its first subscription, tells its states, and stays away when it is told to", async () => {
  const vera = client("vera");
  const states: string[] = [];
  vera.onState((state) => states.push(state));
  expect(vera.state).toBe("idle");
  expect(vera.socketId).toBe("");
  const told = record(vera.subscribe("states"));
  await told.find(isAnswer);
  expect(states).toEqual(["connecting", "connected"]);
  expect(vera.socketId).toMatch(/^\d+\.\d+$/);
  vera.disconnect();
  expect(vera.channel("states")?.subscribed).toBe(false);
  vera.subscribe("more");
  expect(vera.state).toBe("idle");
  vera.connect();
  await told.find(isAnswer);
  expect(vera.channel("states")?.subscribed).toBe(true);
});

test("whoever is told that a client connects may end it at once, and it stays away", async () => {
  const vera = client("vera");
  const states: string[] = [];
  vera.onState((state) => {
    states.push(state);
    if (state === "connecting") vera.disconnect();
  });
  vera.subscribe("never");
  expect(states).toEqual(["connecting", "idle"]);
  // Another client that connects later is connected: this one would have been before.
  await joined("omar", "sometimes");
  expect(vera.state).toBe("idle");
});

test("a client of an app that is none is refused, and says so", async () => {
  const stranger = client("vera", { key: "no-such-app" });
  const told = record(stranger);
  const states = new Recorder<string>();
  stranger.onState((state) => states.push(state));
  stranger.connect();
  expect(await told.next()).toMatchObject({ event: "realtime:error", data: { code: 4001 } });
  await states.find((state) => state === "refused");
});

test("a subscription that the backend refuses is told with its status, and nothing else suffers", async () => {
  backend.closedChannels.add("private-closed");
  const vera = client("vera");
  const closed = record(vera.subscribe("private-closed"));
  const open = record(vera.subscribe("private-open"));
  expect(await closed.next()).toMatchObject({ event: "realtime:subscription_error", data: { status: 403 } });
  expect((await open.next()).event).toBe("realtime:subscription_succeeded");
  expect(vera.channel("private-closed")).toBeUndefined();
  backend.closedChannels.delete("private-closed");
  expect((await record(vera.subscribe("private-closed")).next()).event).toBe(
    "realtime:subscription_succeeded",
  );
});

test("a subscription may begin where an earlier visit ended", async () => {
  const first = await joined("vera", "private-visits");
  await backend.sdk.trigger("private-visits", "seen", 1);
  await first.told.next();
  const since = first.channel.position;
  first.client.disconnect();
  await backend.sdk.trigger("private-visits", "missed", 2);
  const second = client("vera");
  if (!since) throw new Error("The channel counts, and yet there is no position");
  const told = record(second.subscribe("private-visits", { since }));
  expect(await told.next()).toMatchObject({
    event: "realtime:subscription_succeeded",
    data: { recovered: true },
  });
  expect(await told.next()).toMatchObject({ event: "missed", data: 2 });
});

test("listeners hear what they are bound to until they are unbound", async () => {
  const { channel, client: vera, told } = await joined("vera", "bindings");
  const heard: string[] = [];
  const on = (name: string) => (data: unknown) => heard.push(`${name} ${JSON.stringify(data)}`);
  const once = on("once");
  channel.bind("a", once).bind("a", on("kept")).bind("b", on("b"));
  vera.bind("a", (data, { channel: name }) => heard.push(`client ${name} ${JSON.stringify(data)}`));
  const trigger = async (event: string, data: unknown) => {
    await backend.sdk.trigger("bindings", event, data);
    await told.find((each) => each.event === event);
  };
  await trigger("a", 1);
  channel.unbind("a", once).unbind("b");
  await trigger("a", 2);
  await trigger("b", 3);
  channel.unbind();
  vera.unbind("a");
  await trigger("a", 4);
  expect(heard).toEqual(["once 1", "kept 1", "client bindings 1", "kept 2", "client bindings 2"]);
  channel.unbindGlobal();
  vera.unsubscribe("bindings");
  vera.unsubscribe("bindings");
  expect(vera.channel("bindings")).toBeUndefined();
});

test("nothing of a channel that was left is told any more, not even by the client", async () => {
  const { client: vera } = await joined("vera", "stays");
  const told = record(vera);
  vera.subscribe("left");
  // By now the server has been asked.
  await Promise.resolve();
  vera.unsubscribe("left");
  vera.subscribe("next");
  expect(await told.next()).toMatchObject({
    event: "realtime:subscription_succeeded",
    meta: { channel: "next" },
  });
});

test("a client signs with whatever it is given: headers for the endpoint, a batch endpoint, a function", async () => {
  const asked: unknown[] = [];
  using endpoint = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const body = await request.json();
      asked.push({ body: Object.keys(body), token: request.headers.get("x-token") });
      const sign = (name: string) => backend.sdk.authenticate(body.socket_id, name);
      const channels = Object.fromEntries((body.channels ?? []).map((name: string) => [name, sign(name)]));
      return Response.json(body.channels ? { channels } : sign(body.channel_name));
    },
  });
  const authEndpoint = endpoint.url.href;
  const one = await joined("vera", "private-one", { authEndpoint, authHeaders: () => ({ "x-token": "t" }) });
  expect(asked.splice(0)).toEqual([{ body: ["socket_id", "channel_name"], token: "t" }]);

  const batched = client("vera", { authEndpoint, authInBatches: true });
  const told = record(batched);
  for (let i = 0; i < 5; i++) batched.subscribe(`private-batch-${i}`);
  for (let i = 0; i < 5; i++) await told.find(isAnswer);
  expect(asked.splice(0)).toEqual([{ body: ["socket_id", "channels"], token: null }]);

  await joined("vera", "private-function", {
    authorize: async (socketId, names) =>
      Object.fromEntries(names.map((name) => [name, backend.sdk.authenticate(socketId, name)])),
  });
  expect(asked).toEqual([]);
  expect(one.channel.subscribed).toBe(true);
});

test("what can't work is told at once, in words", () => {
  const vera = new Client({ key: keys.apinator.key, host: app.url });
  expect(() => vera.subscribe("private-a")).toThrow("authEndpoint");
  expect(() => vera.subscribe("no name")).toThrow("name");
  const channel = vera.subscribe("public");
  expect(() => channel.trigger("typing")).toThrow("client-");
  expect(channel.trigger("client-typing")).toBe(false);
  vera.disconnect();
});

test("an endpoint that does not answer with JSON refuses, and one that is down for a while is asked again", async () => {
  let answers = ["not JSON", "down", "well"];
  using endpoint = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { socket_id: socketId, channel_name: name } = await request.json();
      const [answer, ...rest] = answers;
      answers = rest;
      if (answer === "not JSON") return new Response("<html>");
      if (answer === "down") return new Response("", { status: 503 });
      return Response.json(backend.sdk.authenticate(socketId, name));
    },
  });
  const vera = client("vera", { authEndpoint: endpoint.url.href });
  const told = record(vera);
  vera.subscribe("private-shaky");
  expect(await told.next()).toMatchObject({ event: "realtime:subscription_error", data: { status: 400 } });
  vera.subscribe("private-shaky");
  expect((await told.next()).event).toBe("realtime:subscription_succeeded");
});

/** A backend's endpoint that answers for a channel whatever the test wants, and else as it should. */
function endpointThat(answers: (name: string) => unknown) {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { socket_id: socketId, channel_name: name } = await request.json();
      const answer = await answers(name);
      if (answer instanceof Response) return answer;
      return Response.json(answer === undefined ? backend.sdk.authenticate(socketId, name) : answer);
    },
  });
}

test("a channel that the endpoint is slow about keeps no other from being joined", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  using endpoint = endpointThat((name) => (name === "private-slow" ? promise : undefined));
  const vera = client("vera", { authEndpoint: endpoint.url.href });
  const [slow, quick] = [record(vera.subscribe("private-slow")), record(vera.subscribe("private-quick"))];
  expect((await quick.next()).event).toBe("realtime:subscription_succeeded");
  expect(slow.items).toEqual([]);
  resolve();
  expect((await slow.next()).event).toBe("realtime:subscription_succeeded");
});

const garbage = ["no object", 7, null, [], {}, { auth: 7 }, { auth: "k:s", channel_data: { user_id: 7 } }];

const garbled = garbage.map((answer) => [JSON.stringify(answer), answer] as const);

test.each(garbled)(
  "an endpoint that answers with %s refuses that channel and no other",
  async (_, answer) => {
    using endpoint = endpointThat((name) => (name === "private-garbage" ? answer : undefined));
    const vera = client("vera", { authEndpoint: endpoint.url.href });
    const [bad, good] = [record(vera.subscribe("private-garbage")), record(vera.subscribe("private-good"))];
    expect(await bad.next()).toMatchObject({ event: "realtime:subscription_error", data: { status: 400 } });
    expect((await good.next()).event).toBe("realtime:subscription_succeeded");
  },
);

test.each([true, false])(
  "an endpoint that knows nobody is told as a refusal, in batches: %p",
  async (authInBatches) => {
    using endpoint = endpointThat(() => new Response("Who are you?", { status: 401 }));
    const vera = client("vera", { authEndpoint: endpoint.url.href, authInBatches });
    const told = record(vera.subscribe("private-signed-out"));
    expect(await told.next()).toMatchObject({ event: "realtime:subscription_error", data: { status: 401 } });
    expect(vera.channel("private-signed-out")).toBeUndefined();
  },
);

test("a function that signs is asked again when it fails, and refuses what it does not answer for", async () => {
  let attempts = 0;
  const vera = client("vera", {
    authorize: async (socketId, [name = ""]) => {
      if (attempts++ === 0) throw new TypeError("Failed to fetch");
      return { [name]: backend.sdk.authenticate(socketId, name) };
    },
  });
  const [first, second] = [record(vera.subscribe("private-first")), record(vera.subscribe("private-second"))];
  expect((await first.next()).event).toBe("realtime:subscription_succeeded");
  expect(await second.next()).toMatchObject({ event: "realtime:subscription_error", data: { status: 400 } });
  expect(attempts).toBe(2);
});

test("headers may have to be fetched first, and are fetched anew for each connection", async () => {
  const tokens: (string | null)[] = [];
  using endpoint = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { socket_id: socketId, channel_name: name } = await request.json();
      tokens.push(request.headers.get("x-token"));
      return Response.json(backend.sdk.authenticate(socketId, name));
    },
  });
  let made = 0;
  const authHeaders = async () => ({ "x-token": `token ${++made}` });
  const vera = await joined("vera", "private-tokens", { authEndpoint: endpoint.url.href, authHeaders });
  vera.client.disconnect();
  vera.client.connect();
  await vera.told.find(isAnswer);
  expect(tokens).toEqual(["token 1", "token 2"]);
});
