import { afterAll, beforeAll, expect, test } from "bun:test";
import Library from "pusher";
import type { Api } from "../helpers/api.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";
import { join, stockClient } from "../helpers/stock-client.ts";

// The stock server library, and what its own remote tests assert of a server.

let app: App;
let grace: Api;
let keys: OutsideAppKeys;
let backend: StockBackend;
let library: Library;

beforeAll(async () => {
  app = await startApp();
  grace = await administrator(app);
  keys = await outsideApp(grace, { eventBytesMax: 1_000 });
  backend = new StockBackend(app, keys);
  ({ library } = backend);
});

afterAll(() => app[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly text: () => Promise<string>;
}

async function bodyOf(answering: Promise<Answer>): Promise<unknown> {
  const answer = await answering;
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text());
}

async function statusOf(answering: Promise<Answer>): Promise<number> {
  return await answering.then(
    ({ status }) => status,
    ({ status }: { status: number }) => status,
  );
}

test("trigger and triggerBatch are answered with exactly {}", async () => {
  expect(await bodyOf(library.trigger("nobody-here", "event", { a: 1 }))).toEqual({});
  expect(await bodyOf(library.trigger(["a", "b", "c"], "event", "text"))).toEqual({});
  const batch = ["a", "b"].map((channel) => ({ channel, name: "event", data: { channel } }));
  expect(await bodyOf(library.triggerBatch(batch))).toEqual({});
});

test("a batch arrives whole and in order, with each event's own socket left out", async () => {
  const [vera, omar] = await Promise.all([stockClient(app, backend, keys), stockClient(app, backend, keys)]);
  const [{ told: toVera }, { told: toOmar }] = await Promise.all([join(vera, "batch"), join(omar, "batch")]);
  await library.triggerBatch([
    { channel: "batch", name: "first", data: 1, socket_id: vera.connection.socket_id },
    { channel: "batch", name: "second", data: 2 },
  ]);
  for (const event of ["first", "second"]) expect((await toOmar.next()).event).toBe(event);
  expect((await toVera.next()).event).toBe("second");
});

test("info is told along with a trigger when it is asked for", async () => {
  const vera = await stockClient(app, backend, keys, { user: "vera" });
  await join(vera, "presence-info");
  await join(vera, "info");
  expect(
    await bodyOf(library.trigger("presence-info", "event", 1, { info: "user_count,subscription_count" })),
  ).toEqual({ channels: { "presence-info": { user_count: 1, subscription_count: 1 } } });
  expect(
    await bodyOf(
      library.triggerBatch([
        { channel: "info", name: "event", data: 1, info: "subscription_count" },
        { channel: "empty", name: "event", data: 1 },
      ]),
    ),
  ).toEqual({ batch: [{ subscription_count: 1 }, {}] });
});

test("parameters of a trigger may stand in the query, and those in the body win", async () => {
  const vera = await stockClient(app, backend, keys);
  const { told } = await join(vera, "queried");
  const params = { name: "asked", channel: "queried", data: "all in the query", info: "subscription_count" };
  // The library's types ask for a text, of which it would make JSON once more.
  const post = (body?: object) =>
    bodyOf(library.post({ path: "/events", params, body: body as unknown as string }));
  const answer = { channels: { queried: { subscription_count: 1 } } };
  expect(await post()).toEqual(answer);
  expect(await post({ name: "told" })).toEqual(answer);
  for (const event of ["asked", "told"])
    expect(await told.next()).toEqual({ event, data: "all in the query" });
});

test("channels, a channel and its users are told as they are", async () => {
  const vera = await stockClient(app, backend, keys, { user: "vera" });
  for (const channel of ["presence-seen", "seen", "cache-seen"]) await join(vera, channel);
  await library.trigger("cache-seen", "event", "kept");
  const get = (path: string, params = {}) => bodyOf(library.get({ path, params }));

  expect(await get("/channels", { filter_by_prefix: "presence-seen", info: "user_count" })).toEqual({
    channels: { "presence-seen": { user_count: 1 } },
  });
  expect(await get("/channels/seen", { info: "subscription_count" })).toEqual({
    occupied: true,
    subscription_count: 1,
  });
  expect(await get("/channels/empty")).toEqual({ occupied: false });
  expect(await get("/channels/cache-seen", { info: "cache" })).toEqual({
    occupied: true,
    cache: { data: "kept", ttl: expect.any(Number) },
  });
  expect(await get("/channels/presence-seen/users")).toEqual({ users: [{ id: "vera" }] });
});

test("what is wrong is refused with the status that the library expects", async () => {
  const other = new Library({ ...hostOptions(), appId: keys.id, key: keys.pusher.key, secret: "wrong" });
  const unknown = new Library({ ...hostOptions(), appId: "999", ...keys.pusher });
  expect(await statusOf(other.trigger("a", "event", 1))).toBe(401);
  expect(await statusOf(unknown.trigger("a", "event", 1))).toBe(401);
  expect(await statusOf(library.trigger("a", "event", "x".repeat(1_001)))).toBe(413);
  expect(await statusOf(library.trigger("a", "pusher:event", 1))).toBe(400);
  expect(await statusOf(library.get({ path: "/channels", params: { info: "user_count" } }))).toBe(400);
  expect(await statusOf(library.get({ path: "/channels/public/users" }))).toBe(400);
  expect(await statusOf(library.get({ path: "/nothing" }))).toBe(404);
});

test("a backend that publishes more than its app allows is answered 429, and nothing of that is told", async () => {
  const modest = await outsideApp(grace, { eventsPerSecond: 1 });
  const { library: sender } = new StockBackend(app, modest);
  const vera = await stockClient(app, backend, modest);
  const { told } = await join(vera, "modest");
  const hundred = Array.from({ length: 100 }, (_, number) => (number === 0 ? "modest" : `other-${number}`));
  expect(await statusOf(sender.trigger(hundred, "first", 1))).toBe(200);
  expect(await statusOf(sender.trigger(hundred, "second", 2))).toBe(429);
  await grace.expect("PUT", `/api/apps/${modest.id}`, { settings: { eventsPerSecond: 0 } });
  expect(await statusOf(sender.trigger("modest", "third", 3))).toBe(200);
  expect([(await told.next()).event, (await told.next()).event]).toEqual(["first", "third"]);
});

test("numeric data of two successive triggers is delivered in the order of the calls", async () => {
  const vera = await stockClient(app, backend, keys);
  const { told } = await join(vera, "counter");
  const calls = Array.from({ length: 20 }, (_, number) => number);
  for (const number of calls) await library.trigger("counter", "count", number);
  await told.until((items) => items.length === 1 + calls.length);
  expect(told.rest.map(({ data }) => data)).toEqual(calls);
});

function hostOptions() {
  const { hostname, port } = new URL(app.url);
  return { host: hostname, port, useTLS: false };
}
