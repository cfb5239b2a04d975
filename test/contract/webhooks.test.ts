import { afterAll, beforeAll, expect, test } from "bun:test";
import { APP_WEBHOOK_EVENTS } from "../../src/protocol/webhooks.ts";
import type { Api } from "../helpers/api.ts";
import { ApinatorClient } from "../helpers/apinator-client.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import type { Recorder } from "../helpers/recorder.ts";
import { SdkBackend } from "../helpers/sdk-backend.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";

// One life of a channel, told to three backends: Pusher's library, and our SDK with a key of either dialect.

let app: App;
let grace: Api;
let keys: OutsideAppKeys;

beforeAll(async () => {
  app = await startApp();
  grace = await administrator(app);
  keys = await outsideApp(grace, { subscriptionCount: true });
});

afterAll(() => app[Symbol.asyncDispose]());

test("Pusher's library and our SDK believe the same webhooks and read the same in them", async () => {
  const stock = new StockBackend(app, keys);
  const [apinator, pusher] = [new SdkBackend(app, keys), new SdkBackend(app, keys, "pusher")];
  await tell(stock.url, keys.pusher.key);
  await tell(apinator.url, keys.apinator.key);
  await tell(pusher.url, keys.pusher.key);

  const vera = new ApinatorClient({
    host: app.url,
    key: keys.apinator.key,
    authEndpoint: apinator.authEndpoint("vera"),
  });
  await vera.connected();
  for (const channel of ["presence-room", "cache-news"]) {
    await vera.subscribe(channel);
    await vera.told.find(({ event }) => event === "subscription_succeeded");
  }
  vera.trigger("presence-room", "client-waved", { hand: "left" });
  await vera[Symbol.asyncDispose]();

  const expected = [
    ["cache-news", "cache_miss", ""],
    ["cache-news", "channel_occupied", ""],
    ["cache-news", "channel_vacated", ""],
    ["cache-news", "subscription_count", ""],
    ["presence-room", "channel_occupied", ""],
    ["presence-room", "channel_vacated", ""],
    ["presence-room", "client_event", "client-waved"],
    ["presence-room", "member_added", "vera"],
    ["presence-room", "member_removed", "vera"],
  ];
  for (const backend of [stock, apinator, pusher]) expect(await lifeIn(backend.webhooks)).toEqual(expected);
});

test("a webhook of one app is not believed by the backend of another", async () => {
  const foreign = new SdkBackend(app, await outsideApp(grace));
  const id = await tell(foreign.url, keys.apinator.key);
  await grace.expect("POST", `/api/webhooks/${id}/tests`);
  expect(await foreign.refused.next()).toBe("webhook-foreign");
  expect(foreign.webhooks.items).toEqual([]);
});

async function tell(url: string, key: string): Promise<string> {
  const webhook = { appId: keys.id, url: `${url}/webhooks`, events: APP_WEBHOOK_EVENTS, key };
  return (await grace.expect<{ webhook: { id: string } }>("POST", "/api/webhooks", webhook)).webhook.id;
}

/** Sorted, because channels are told of side by side; numbers change with who counts when. */
async function lifeIn(webhooks: Recorder<object>): Promise<string[][]> {
  const summaries = () =>
    webhooks.items.map((item) => {
      const { channel, name, event, user_id } = item as Record<string, string | undefined>;
      return [channel ?? "", name ?? "", event ?? user_id ?? ""];
    });
  const vacated = () => summaries().filter(([, name]) => name === "channel_vacated").length;
  await webhooks.until(() => vacated() === 2);
  const distinct = new Set(summaries().map((summary) => summary.join("\n")));
  return [...distinct].sort().map((summary) => summary.split("\n"));
}
