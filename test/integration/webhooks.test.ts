import { expect, test } from "bun:test";
import Pusher from "pusher";
import PusherClient from "pusher-js";
import type { OutsideApp } from "../../src/protocol/resources.ts";
import {
  APP_WEBHOOK_EVENTS,
  DESK_WEBHOOK_EVENTS,
  type DeliveryState,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryPage,
} from "../../src/protocol/webhooks.ts";
import { readWebhook } from "../../src/server-sdk/webhook.ts";
import type { Api } from "../helpers/api.ts";
import { cast } from "../helpers/cast.ts";
import { meddle, query } from "../helpers/database.ts";
import { eventually } from "../helpers/eventually.ts";
import { type ProcessApp, startApp, startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";
import { WebhookReceiver } from "../helpers/webhook-receiver.ts";

async function makes(api: Api, webhook: object): Promise<Webhook> {
  const { webhook: made } = await api.expect<{ webhook: Webhook }>("POST", "/api/webhooks", webhook);
  return made;
}

async function makesApp(api: Api, app: object): Promise<OutsideApp> {
  return (await api.expect<{ app: OutsideApp }>("POST", "/api/apps", app)).app;
}

/** The delivery, once it is in this state. */
async function delivery(api: Api, id: string, state: DeliveryState): Promise<WebhookDelivery> {
  const read = async () =>
    (await api.expect<{ delivery: WebhookDelivery }>("GET", `/api/webhooks/deliveries/${id}`)).delivery;
  await eventually(async () => (await read()).state === state);
  return await read();
}

test("the desk's own webhook is told a conversation from beginning to end, signed with its secret", async () => {
  await using receiver = new WebhookReceiver();
  await using app = await startApp();
  const { grace, ada, vera } = await cast(app);
  const { secret } = await makes(grace.api, { url: receiver.url, events: DESK_WEBHOOK_EVENTS });
  await ada.comesOnline();
  const { conversation } = await vera.opens("Is my order on its way?");
  const path = `/api/conversations/${conversation.id}`;
  await ada.api.expect("PUT", `${path}/read-marker`, { upTo: 1 });
  await ada.says(conversation.id, "It left this morning.");
  await ada.api.expect("PUT", `${path}/resolution`);
  await vera.says(conversation.id, "Thank you!");

  const requests = await receiver.requests(8);
  const told = requests.flatMap(({ headers, body }) => {
    expect(headers["content-type"]).toBe("application/json");
    return readWebhook({ key: "", secret: String(secret) }, { headers, body }, 300, Date.now()).events;
  });
  expect(told).toMatchObject([
    { name: "conversation.created", conversation: { id: conversation.id, customer: { name: "Vera" } } },
    { name: "message.created", message: { text: "Is my order on its way?", senderRole: "customer" } },
    { name: "conversation.assigned", conversation: { assignee: { name: "Ada" }, status: "open" } },
    { name: "conversation.read", conversation: { id: conversation.id }, side: "agent", upTo: 1 },
    { name: "message.created", message: { text: "It left this morning.", senderRole: "agent" } },
    { name: "conversation.closed", conversation: { status: "closed" } },
    { name: "conversation.reopened", conversation: { status: "open" } },
    { name: "message.created", message: { text: "Thank you!" } },
  ]);
  expect(new Set(requests.flatMap(({ eventIds }) => eventIds)).size).toBe(8);
});

test("what happens on an app's channels is told in Pusher's form, and Pusher's own library believes it", async () => {
  await using receiver = new WebhookReceiver();
  await using app = await startApp();
  const { grace } = await cast(app);
  const shop = await makesApp(grace.api, {
    key: "shop-key",
    secret: "a-secret-of-the-shop",
    dialect: "pusher",
  });
  await makes(grace.api, { appId: shop.id, url: receiver.url, events: APP_WEBHOOK_EVENTS });
  const backend = new Pusher({
    appId: shop.id,
    key: "shop-key",
    secret: "a-secret-of-the-shop",
    host: "127.0.0.1",
  });
  const { hostname, port } = new URL(app.url);
  const page = new PusherClient("shop-key", {
    cluster: "none",
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ["ws"],
    channelAuthorization: {
      transport: "ajax",
      endpoint: "",
      customHandler: ({ socketId, channelName }, done) =>
        done(null, backend.authorizeChannel(socketId, channelName, { user_id: "vera" })),
    },
  });
  const channel = page.subscribe("presence-room");
  await new Promise((resume) => channel.bind("pusher:subscription_succeeded", resume));
  channel.trigger("client-waved", { hand: "left" });
  await receiver.until(() => receiver.events.length >= 3);
  page.unsubscribe("presence-room");
  await receiver.until(() => receiver.events.length >= 5);
  page.disconnect();

  const told = receiver.received.flatMap(({ headers, body }) => {
    const webhook = backend.webhook({ headers: { ...headers }, rawBody: body });
    expect(webhook.isValid()).toBe(true);
    return webhook.getEvents() as unknown as Record<string, unknown>[];
  });
  const { socket_id: socketId } = page.connection as unknown as { socket_id: string };
  const about = { channel: "presence-room", event_id: expect.any(String) };
  expect(told.toSorted(byName)).toEqual(
    [
      { ...about, name: "channel_occupied" },
      { ...about, name: "member_added", user_id: "vera" },
      {
        ...about,
        name: "client_event",
        event: "client-waved",
        data: expect.stringContaining("left"),
        socket_id: socketId ?? expect.any(String),
        user_id: "vera",
      },
      { ...about, name: "member_removed", user_id: "vera" },
      { ...about, name: "channel_vacated" },
    ].toSorted(byName),
  );
});

function byName(a: object, b: object): number {
  const name = (one: object) => String((one as { name?: unknown }).name);
  return name(a).localeCompare(name(b));
}

test("a webhook speaks the dialect of the key that it names, else of its app's first", async () => {
  await using receiver = new WebhookReceiver();
  await using app = await startApp();
  const { grace } = await cast(app);
  const shop = await makesApp(grace.api, {
    key: "first-key",
    secret: "a-secret-of-the-shop",
    dialect: "pusher",
  });
  const { app: both } = await grace.api.expect<{ app: OutsideApp }>("POST", `/api/apps/${shop.id}/keys`, {
    dialect: "apinator",
  });
  const second = both.keys.find(({ dialect }) => dialect === "apinator");
  const webhook = await makes(grace.api, { appId: shop.id, url: receiver.url, events: ["channel_occupied"] });
  const tries = () => grace.api.expect("POST", `/api/webhooks/${webhook.id}/tests`);
  await tries();
  const [first] = await receiver.requests(1);
  expect(first?.headers).toMatchObject({ "x-pusher-key": "first-key" });
  expect(JSON.parse(first?.body ?? "")).toMatchObject({
    events: [{ name: "webhook.test", channel: "test" }],
  });

  await grace.api.expect("PUT", `/api/webhooks/${webhook.id}`, { key: second?.key });
  await tries();
  const [, other] = await receiver.requests(2);
  expect(other?.headers).toMatchObject({ "x-realtime-key": second?.key });
  const credentials = { key: second?.key ?? "", secret: second?.secret ?? "" };
  const { headers, body } = other ?? { headers: {}, body: "" };
  expect(readWebhook(credentials, { headers, body }, 300, Date.now()).events).toMatchObject([
    { name: "webhook.test" },
  ]);
});

test("an event that was given up is in the list of the dead, and arrives under its old id when it is sent again", async () => {
  await using receiver = new WebhookReceiver();
  await using app = await startApp();
  const { grace } = await cast(app);
  const webhook = await makes(grace.api, { url: receiver.url, events: ["message.created"] });
  receiver.answer = () => 503;
  const { delivery: sent } = await grace.api.expect<{ delivery: WebhookDelivery }>(
    "POST",
    `/api/webhooks/${webhook.id}/tests`,
  );
  expect(sent).toMatchObject({ webhookId: webhook.id, state: "pending", attempts: 0, event: "webhook.test" });
  const dead = await delivery(grace.api, sent.id, "dead");
  expect(dead).toMatchObject({
    attempts: 1,
    lastStatus: 503,
    lastError: "Answered 503",
    nextAttemptAt: null,
  });
  const listed = await grace.api.expect<WebhookDeliveryPage>("GET", "/api/webhooks/deliveries?state=dead");
  expect(listed).toEqual({ deliveries: [dead], hasOlder: false });

  receiver.answer = () => 204;
  const { delivery: again } = await grace.api.expect<{ delivery: WebhookDelivery }>(
    "POST",
    `/api/webhooks/deliveries/${sent.id}/attempts`,
  );
  expect(again).toMatchObject({ id: sent.id, eventId: sent.eventId, state: "pending", attempts: 0 });
  expect(await delivery(grace.api, sent.id, "done")).toMatchObject({ lastStatus: 204, lastError: null });
  const requests = await receiver.requests(2);
  expect(requests.map(({ eventIds }) => eventIds)).toEqual([[sent.eventId], [sent.eventId]]);
  expect((await grace.api.expect<WebhookDeliveryPage>("GET", "/api/webhooks/deliveries")).deliveries).toEqual(
    [],
  );
});

test("a webhook is listed, changed and removed, and so is what it was still to be told", async () => {
  await using app = await startApp();
  const { grace } = await cast(app);
  const url = "http://127.0.0.1:1/";
  const made = await makes(grace.api, { url, events: ["message.created"] });
  expect(made).toMatchObject({ appId: null, url, events: ["message.created"], key: null, enabled: true });
  expect(made.secret?.length).toBeGreaterThan(20);
  const shop = await makesApp(grace.api, {});
  const other = await makes(grace.api, { appId: shop.id, url, events: ["cache_miss"] });
  expect(other.secret).toBeNull();
  const list = () => grace.api.expect<{ webhooks: Webhook[] }>("GET", "/api/webhooks");
  expect(await list()).toEqual({ webhooks: [made, other] });

  const change = { url: "http://127.0.0.1:2/", events: ["conversation.closed"] };
  const { webhook: changed } = await grace.api.expect<{ webhook: Webhook }>(
    "PUT",
    `/api/webhooks/${made.id}`,
    change,
  );
  expect(changed).toEqual({ ...made, ...change } as Webhook);
  await grace.api.expect("POST", `/api/webhooks/${made.id}/tests`);
  await grace.api.expect("POST", `/api/webhooks/${other.id}/tests`);
  await grace.api.expect("DELETE", `/api/webhooks/${made.id}`);
  await grace.api.expect("DELETE", `/api/apps/${shop.id}`);
  expect(await list()).toEqual({ webhooks: [] });
  expect(query(app.dataDir, "select * from webhook_delivery")).toEqual([]);
});

const ends = [
  ["killed in the middle of it", (app: ProcessApp) => app.kill()],
  ["asked to stop in the middle of it", (app: ProcessApp) => app.stop()],
] as const;

test.each(ends)("a program that is %s tells every message all the same, in order", async (_, end) => {
  const CONVERSATIONS = 5;
  const MESSAGES = 20;
  using directory = new TemporaryDirectory();
  await using receiver = new WebhookReceiver();
  const posted: string[][] = [];
  const first = await startProcess({ dataDir: directory.path });
  const { grace, vera } = await cast(first);
  await makes(grace.api, { url: receiver.url, events: ["message.created"] });
  for (let n = 0; n < CONVERSATIONS; n++) {
    const { conversation, messages } = await vera.opens("0");
    const ids = messages.map(({ id }) => id);
    for (let m = 1; m < MESSAGES; m++) ids.push((await vera.says(conversation.id, `${m}`)).id);
    posted.push(ids);
  }
  // Every sixth is refused, so that there are repeats, and lanes that wait when the end comes beside one that goes on.
  let count = 0;
  receiver.answer = () => (count++ % 6 === 0 ? 500 : 200);
  await receiver.requests((CONVERSATIONS * MESSAGES) / 5);
  await end(first);
  expect(receiver.received.length).toBeLessThan(CONVERSATIONS * MESSAGES);

  receiver.answer = () => 200;
  // Long enough for every next attempt.
  meddle(directory.path, "update webhook_delivery set next_attempt_at = 0 where next_attempt_at is not null");
  await using _second = await startProcess({ dataDir: directory.path });
  const idOf = (event: Record<string, unknown>) => (event["message"] as { id: string }).id;
  await receiver.until(() => new Set(receiver.events.map(idOf)).size === CONVERSATIONS * MESSAGES);
  const firstTimes = [...new Set(receiver.events.map(idOf))];
  for (const ids of posted) expect(firstTimes.filter((id) => ids.includes(id))).toEqual(ids);
  // One event has one id, however often it is told.
  const pairs = new Set(receiver.events.map((event) => `${idOf(event)} ${String(event["event_id"])}`));
  expect(pairs.size).toBe(CONVERSATIONS * MESSAGES);
});
