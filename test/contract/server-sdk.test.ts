import { afterAll, beforeAll, expect, test } from "bun:test";
import { DIALECTS, type Dialect } from "../../src/protocol/app-settings.ts";
import { Client } from "../../src/server-sdk/client.ts";
import type { Api } from "../helpers/api.ts";
import { ApinatorClient } from "../helpers/apinator-client.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { SdkBackend } from "../helpers/sdk-backend.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";
import { join, stockClient } from "../helpers/stock-client.ts";

// The server SDK against the program, signing in either dialect's way.

let app: App;
let grace: Api;
let keys: OutsideAppKeys;
let backend: SdkBackend;

beforeAll(async () => {
  app = await startApp();
  grace = await administrator(app);
  keys = await outsideApp(grace, { eventBytesMax: 1_000 });
  backend = new SdkBackend(app, keys);
});

afterAll(() => app[Symbol.asyncDispose]());

function sdk(dialect: Dialect, more: object = {}): Client {
  return new Client({ appId: keys.id, ...keys[dialect], host: app.url, dialect, ...more });
}

/** A connected browser; tests are told apart by their channels. */
async function joined(user: string, ...channels: readonly string[]): Promise<ApinatorClient> {
  const client = new ApinatorClient({
    host: app.url,
    key: keys.apinator.key,
    authEndpoint: backend.authEndpoint(user),
  });
  app.beforeStop(client);
  await client.connected();
  for (const channel of channels) {
    await client.subscribe(channel);
    expect(await client.told.find((each) => each.channel === channel)).toMatchObject({
      event: "subscription_succeeded",
    });
  }
  return client;
}

const either = DIALECTS.map((dialect) => [dialect] as const);

test.each(either)(
  "signed as %s, events reach one channel and several, whatever their data",
  async (dialect) => {
    const [one, two] = [`${dialect}-one`, `${dialect}-two`];
    const vera = await joined("vera", one, two);
    await sdk(dialect).trigger(one, "said", { text: "Grüße, 世界 \u2028" });
    await sdk(dialect).trigger([one, two], "said", "plain");
    expect(await vera.told.next()).toEqual({
      channel: one,
      event: "said",
      data: { text: "Grüße, 世界 \u2028" },
    });
    expect(await vera.told.next()).toEqual({ channel: one, event: "said", data: "plain" });
    expect(await vera.told.next()).toEqual({ channel: two, event: "said", data: "plain" });
  },
);

test.each(either)(
  "signed as %s, a batch arrives in order, without the sockets that caused it",
  async (dialect) => {
    const channel = `${dialect}-batch`;
    const [vera, omar] = [await joined("vera", channel), await joined("omar", channel)];
    await sdk(dialect).triggerBatch([
      { channel, event: "first", data: 1, socketId: vera.socketId },
      { channel, event: "second", data: 2 },
    ]);
    await sdk(dialect).trigger(channel, "third", 3, { socketId: omar.socketId });
    await sdk(dialect).trigger(channel, "fourth", 4);
    for (const [client, events] of [
      [vera, ["second", "third", "fourth"]],
      [omar, ["first", "second", "fourth"]],
    ] as const)
      for (const event of events) expect((await client.told.next()).event).toBe(event);
  },
);

test.each(either)(
  "signed as %s, a repeat with the same idempotency key publishes nothing",
  async (dialect) => {
    const channel = `${dialect}-once`;
    const vera = await joined("vera", channel);
    const once = { idempotencyKey: `${dialect}-message-7` };
    for (let attempt = 0; attempt < 3; attempt++)
      await sdk(dialect).trigger(channel, "paid", { attempt }, once);
    await sdk(dialect).trigger(channel, "paid", { attempt: 3 });
    expect((await vera.told.next()).data).toEqual({ attempt: 0 });
    expect((await vera.told.next()).data).toEqual({ attempt: 3 });
  },
);

test.each(either)("signed as %s, channels are told with what was asked about them", async (dialect) => {
  const prefix = `presence-${dialect}-`;
  const channel = `${prefix}room`;
  await joined("vera", channel, `${dialect}-public`);
  await joined("vera", channel);
  await joined("omar", channel);
  const info = ["user_count", "subscription_count"] as const;
  expect(await sdk(dialect).channels({ prefix, info })).toEqual([
    { name: channel, userCount: 2, subscriptionCount: 3 },
  ]);
  expect(await sdk(dialect).channel(channel, { info })).toEqual({
    name: channel,
    occupied: true,
    userCount: 2,
    subscriptionCount: 3,
  });
  expect(await sdk(dialect).channel(`${dialect}-empty`)).toEqual({
    name: `${dialect}-empty`,
    occupied: false,
  });
  expect((await sdk(dialect).users(channel)).toSorted()).toEqual(["omar", "vera"]);
  const names = (await sdk(dialect).channels()).map(({ name }) => name);
  expect(names).toContain(`${dialect}-public`);
});

test.each(either)("signed as %s, a cache channel's last event is told", async (dialect) => {
  const channel = `cache-${dialect}`;
  await joined("vera", channel);
  await sdk(dialect).trigger(channel, "rate", { euro: 2 });
  const { cache } = await sdk(dialect).channel(channel, { info: ["cache"] });
  expect(cache).toEqual({ data: '{"euro":2}', ttl: expect.any(Number) });
});

test.each(either)("signed as %s, a user's connections are ended, whatever the id", async (dialect) => {
  const user = `${dialect}/ü %?#`;
  const stock = new StockBackend(app, keys);
  const vera = await stockClient(app, stock, keys, { user });
  vera.signin();
  await vera.user.signinDonePromise;
  const gone = new Promise((resolve) => vera.connection.bind("disconnected", resolve));
  await sdk(dialect).terminateConnections(user);
  await gone;
  expect(vera.connection.state).toBe("disconnected");
});

test("a stock client signs in with what authenticateUser returns", async () => {
  const stock = new StockBackend(app, keys);
  const client = await stockClient(app, stock, keys);
  client.config.userAuthenticator = ({ socketId }, done) =>
    done(null, backend.sdk.authenticateUser(socketId, { id: "vera", user_info: { name: "Vera" } }));
  client.signin();
  await client.user.signinDonePromise;
  expect(client.user.user_data).toEqual({ id: "vera", user_info: { name: "Vera" } });
});

test("a stock client joins with what authenticate returns", async () => {
  const stock = new StockBackend(app, keys);
  const client = await stockClient(app, stock, keys);
  client.config.channelAuthorizer = ({ socketId, channelName }, done) =>
    done(null, sdk("pusher").authenticate(socketId, channelName, { user_id: 7 }));
  await join(client, "presence-numbered");
  expect(await backend.sdk.users("presence-numbered")).toEqual(["7"]);
});

const refusals: readonly [what: string, code: string, status: number, attempt: () => Promise<unknown>][] = [
  ["a wrong secret", "unauthorized", 401, () => sdk("apinator", { secret: "wrong" }).channels()],
  ["a wrong key", "unauthorized", 401, () => sdk("pusher", { key: "wrong" }).channels()],
  ["another app's id", "unauthorized", 401, () => sdk("apinator", { appId: "999" }).channels()],
  ["too much data", "too-large", 413, () => sdk("apinator").trigger("a", "e", "x".repeat(1_001))],
  [
    "info that does not apply",
    "invalid-input",
    400,
    () => sdk("apinator").channels({ info: ["user_count"] }),
  ],
  ["users of a public channel", "invalid-input", 400, () => sdk("pusher").users("public")],
];

test.each(refusals)("%s is refused as %s, %d", async (_what, code, status, attempt) => {
  expect(await attempt().then(String, (error: unknown) => error)).toMatchObject({
    name: "DeskbellError",
    code,
    status,
  });
});

test("an app that is switched off refuses with 403", async () => {
  const { id, apinator } = await outsideApp(grace, { enabled: false });
  const client = new Client({ appId: id, ...apinator, host: app.url });
  expect(await client.trigger("a", "e", 1).then(String, (error: unknown) => error)).toMatchObject({
    code: "app-disabled",
    status: 403,
  });
});
