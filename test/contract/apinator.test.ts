import { afterAll, beforeAll, expect, test } from "bun:test";
import { ApinatorClient, type ApinatorOptions } from "../helpers/apinator-client.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { SdkBackend } from "../helpers/sdk-backend.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";
import { join, stockClient } from "../helpers/stock-client.ts";

// Programs written for Apinator, whose clients are rebuilt in the helper with the faults of the released ones.

let app: App;
let keys: OutsideAppKeys;
let backend: SdkBackend;

beforeAll(async () => {
  app = await startApp();
  keys = await outsideApp(await administrator(app));
  backend = new SdkBackend(app, keys);
});

afterAll(() => app[Symbol.asyncDispose]());

async function client(user: string, more: Partial<ApinatorOptions> = {}): Promise<ApinatorClient> {
  const options = {
    host: app.url,
    key: keys.apinator.key,
    authEndpoint: backend.authEndpoint(user),
    ...more,
  };
  const made = new ApinatorClient(options);
  app.beforeStop(made);
  await made.connected();
  return made;
}

async function joined(user: string, channel: string, more: Partial<ApinatorOptions> = {}) {
  const made = await client(user, more);
  await made.subscribe(channel);
  expect(await made.told.next()).toMatchObject({ channel, event: "subscription_succeeded" });
  return made;
}

const flavours = ["js", "swift"] as const;

test.each(flavours)(
  "the %s client joins channels of every kind and hears what is triggered",
  async (flavour) => {
    for (const channel of [`news-${flavour}`, `private-${flavour}`, `presence-${flavour}`]) {
      const vera = await joined("vera", channel, { flavour });
      await backend.sdk.trigger(channel, "item", { text: "Grüße" });
      expect(await vera.told.next()).toEqual({ channel, event: "item", data: { text: "Grüße" } });
    }
  },
);

test.each(flavours)("the %s client knows who is there and who comes and goes", async (flavour) => {
  const channel = `presence-lobby-${flavour}`;
  const vera = await joined("vera", channel, { flavour });
  const omar = await joined("omar", channel, { flavour });
  expect(await vera.told.next()).toMatchObject({ event: "member_added", data: { user_id: "omar" } });
  const both = { vera: { name: "vera" }, omar: { name: "omar" } };
  for (const each of [vera, omar]) expect(Object.fromEntries(each.members.get(channel) ?? [])).toEqual(both);
  omar.unsubscribe(channel);
  expect(await vera.told.next()).toMatchObject({ event: "member_removed", data: { user_id: "omar" } });
  expect([...(vera.members.get(channel)?.keys() ?? [])]).toEqual(["vera"]);
});

test("the activity timer of the JS client, which would end a healthy connection, is set beyond any session", async () => {
  const vera = await client("vera");
  const longestTimerMs = 2 ** 31 - 1;
  const weekMs = 7 * 24 * 60 * 60 * 1000;
  expect(vera.activityTimerMs).toBeGreaterThan(weekMs);
  // A timer that is set further ahead than this goes off at once.
  expect(vera.activityTimerMs).toBeLessThanOrEqual(longestTimerMs);
});

test("a client event reaches the others as text, and never its sender", async () => {
  const vera = await joined("vera", "private-talk");
  const omar = await joined("omar", "private-talk");
  vera.trigger("private-talk", "client-typing", { far: true });
  expect(await omar.told.next()).toMatchObject({ event: "client-typing", data: { far: true } });
  await backend.sdk.trigger("private-talk", "end", {});
  expect(await vera.told.next()).toMatchObject({ event: "end" });
});

test("a channel that the backend refuses is not joined", async () => {
  backend.closedChannels.add("private-not-hers");
  const vera = await client("vera");
  await vera.subscribe("private-not-hers");
  expect(await vera.told.next()).toMatchObject({ event: "subscription_error", data: { status: 403 } });
});

test("a key that does not exist ends the client for good, by an error frame that it understands", async () => {
  const lost = new ApinatorClient({ host: app.url, key: "no-such-key", authEndpoint: "" });
  expect(await lost.told.next()).toMatchObject({ event: "error", data: { code: 4001 } });
  expect(await lost.closed).toBe(4001);
  expect(lost.state).toBe("failed");
});

test("clients of both dialects meet on the same channels of an app", async () => {
  const vera = await joined("vera", "private-both");
  const stock = new StockBackend(app, keys);
  const { channel: his, told: toOmar } = await join(await stockClient(app, stock, keys), "private-both");
  await stock.library.trigger("private-both", "said", { by: "the stock library" });
  await backend.sdk.trigger("private-both", "said", { by: "our own" });
  for (const by of ["the stock library", "our own"]) {
    expect(await vera.told.next()).toMatchObject({ event: "said", data: { by } });
    expect(await toOmar.next()).toEqual({ event: "said", data: { by } });
  }
  his.trigger("client-typing", { far: true });
  expect(await vera.told.next()).toMatchObject({ event: "client-typing", data: { far: true } });
  vera.trigger("private-both", "client-typing", { far: false });
  expect(await toOmar.next()).toEqual({ event: "client-typing", data: { far: false } });
});
