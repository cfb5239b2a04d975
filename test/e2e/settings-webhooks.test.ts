import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import type { OutsideApp } from "../../src/protocol/resources.ts";
import type { Webhook, WebhookDelivery, WebhookDeliveryPage } from "../../src/protocol/webhooks.ts";
import { readWebhook } from "../../src/server-sdk/webhook.ts";
import { axeFaults } from "../helpers/axe-faults.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { eventually } from "../helpers/eventually.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { WebhookReceiver } from "../helpers/webhook-receiver.ts";

let browser: Browser;
let app: App;
let people: Cast;

beforeAll(async () => {
  browser = await launchChromium();
  app = await startApp();
  people = await cast(app);
});

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

const WEBHOOKS = "/dashboard/settings/webhooks";

/** A browser in which Grace looks at the webhooks. */
function at(path = WEBHOOKS, options = {}) {
  return Dashboard.of(browser, app, people.grace, { ...options, path });
}

async function makes(webhook: object): Promise<Webhook> {
  return (await people.grace.api.expect<{ webhook: Webhook }>("POST", "/api/webhooks", webhook)).webhook;
}

/** Sends test events that the receiver refuses; returns them once they are given up. */
async function givenUp({ id }: Webhook, count: number): Promise<WebhookDelivery[]> {
  const { api } = people.grace;
  const sent = await Promise.all(
    Array.from({ length: count }, () =>
      api.expect<{ delivery: WebhookDelivery }>("POST", `/api/webhooks/${id}/tests`),
    ),
  );
  await eventually(async () => (await dead(id)).length === sent.length);
  return await dead(id);
}

async function dead(webhookId: string): Promise<WebhookDelivery[]> {
  const { deliveries } = await people.grace.api.expect<WebhookDeliveryPage>(
    "GET",
    "/api/webhooks/deliveries?state=dead",
  );
  return deliveries.filter((delivery) => delivery.webhookId === webhookId);
}

function card(page: Page, { url }: { url: string }): Locator {
  return page.locator(".webhook", { hasText: url });
}

function rows(page: Page, { url }: { url: string }): Locator {
  return page.locator(".delivery", { hasText: url });
}

/** Settles once an element holds the focus. */
function hasFocus(locator: Locator): Promise<void> {
  return locator.and(locator.page().locator(":focus")).waitFor();
}

test("an admin learns what a webhook is, makes one, tries it, and it is told what was chosen", async () => {
  await using receiver = new WebhookReceiver();
  await using fresh = await startApp();
  const { grace, vera } = await cast(fresh);
  await using dashboard = await Dashboard.of(browser, fresh, grace, { path: WEBHOOKS });
  const { page } = dashboard;
  await page.getByRole("heading", { name: "Tell your own programs" }).waitFor();
  await page.getByRole("button", { name: "New webhook" }).click();
  const sheet = page.getByRole("dialog", { name: "New webhook" });
  const address = sheet.getByLabel("Address");
  await hasFocus(address);
  await page.keyboard.press("Enter");
  await sheet.getByText("Write an address.").waitFor();
  await sheet.getByText("Choose at least one.").waitFor();
  await address.fill("ftp://shop.example");
  await sheet.getByRole("checkbox", { name: "conversation.created" }).check();
  await sheet.getByRole("button", { name: "Save webhook" }).click();
  await sheet.getByText("An http or https address").waitFor();
  await hasFocus(address);
  expect(await address.getAttribute("aria-invalid")).toBe("true");
  await address.fill(receiver.url);
  await page.keyboard.press("Enter");
  await card(page, receiver).waitFor();

  await page.getByRole("button", { name: "Send a test event" }).click();
  await page.getByText("Delivered: the receiver answered 200.").waitFor();
  await page.getByRole("button", { name: "Reveal secret" }).click();
  const secret = await page.locator(".webhook .credential-value").innerText();
  const { conversation } = await vera.opens("Is anybody there?");
  const requests = await receiver.requests(2);
  const told = requests.flatMap(
    ({ headers, body }) => readWebhook({ key: "", secret }, { headers, body }, 300, Date.now()).events,
  );
  expect(told).toMatchObject([
    { name: "webhook.test" },
    { name: "conversation.created", conversation: { id: conversation.id } },
  ]);
});

test("a webhook is changed, switched off, and then says why it can't be tried", async () => {
  await using receiver = new WebhookReceiver();
  const webhook = await makes({ url: "http://127.0.0.1:1/", events: ["message.created"] });
  await using dashboard = await at();
  const { page } = dashboard;
  await page.getByRole("button", { name: `Edit ${webhook.url}` }).click();
  const sheet = page.getByRole("dialog", { name: "Edit webhook" });
  await sheet.getByLabel("Address").fill(receiver.url);
  await sheet.getByRole("button", { name: "Choose all" }).click();
  await sheet.getByRole("checkbox", { name: "conversation.read" }).uncheck();
  await sheet.getByRole("checkbox", { name: /^On\./ }).uncheck();
  await sheet.getByRole("button", { name: "Save webhook" }).click();
  const changed = card(page, receiver);
  await changed.getByText("Off", { exact: true }).waitFor();
  await changed.getByRole("button", { name: "Send a test event" }).click();
  await changed.getByText("This webhook is switched off.").waitFor();
  expect(receiver.received).toEqual([]);
  const { webhooks } = await people.grace.api.expect<{ webhooks: Webhook[] }>("GET", "/api/webhooks");
  expect(webhooks.find(({ id }) => id === webhook.id)).toMatchObject({
    url: receiver.url,
    enabled: false,
    events: [
      "conversation.created",
      "message.created",
      "conversation.assigned",
      "conversation.closed",
      "conversation.reopened",
    ],
  });
});

test("what was given up is listed, and is sent again, one at first and then all", async () => {
  await using receiver = new WebhookReceiver();
  receiver.answer = () => 503;
  const webhook = await makes({ url: receiver.url, events: ["message.created"] });
  const lost = await givenUp(webhook, 3);
  await using dashboard = await at();
  const { page } = dashboard;
  await rows(page, receiver).nth(2).waitFor();
  const [newest] = lost;
  const told = await rows(page, receiver).first().innerText();
  for (const words of ["webhook.test", "Answered 503", "1 attempt"]) expect(told).toContain(words);
  expect(await rows(page, receiver).first().locator("time").getAttribute("datetime")).toBe(
    newest?.happenedAt ?? "",
  );

  receiver.received.length = 0;
  receiver.answer = () => 204;
  await rows(page, receiver).first().getByRole("button", { name: "Retry" }).click();
  await page.getByText("Delivered: the receiver answered 204.").waitFor();
  await rows(page, receiver).nth(2).waitFor({ state: "detached" });
  await hasFocus(page.getByRole("heading", { name: "Deliveries" }));
  expect(receiver.received.map(({ eventIds }) => eventIds)).toEqual([[newest?.eventId ?? ""]]);

  await page.getByRole("button", { name: "Retry all" }).click();
  await rows(page, receiver).first().waitFor({ state: "detached" });
  const requests = await receiver.requests(3);
  expect(requests.flatMap(({ eventIds }) => eventIds).toSorted()).toEqual(
    lost.map(({ eventId }) => eventId).toSorted(),
  );
  await page.getByRole("radio", { name: "Delivered" }).check();
  await rows(page, receiver).first().waitFor();
});

test("what was given up goes on past a page, and all of it is sent again", async () => {
  const COUNT = 53;
  await using receiver = new WebhookReceiver();
  receiver.answer = () => 503;
  await using fresh = await startApp();
  const { grace } = await cast(fresh);
  const { webhook } = await grace.api.expect<{ webhook: Webhook }>("POST", "/api/webhooks", {
    url: receiver.url,
    events: ["message.created"],
  });
  for (let n = 0; n < COUNT; n++) await grace.api.expect("POST", `/api/webhooks/${webhook.id}/tests`);
  await eventually(async () => {
    const query = "/api/webhooks/deliveries?state=pending";
    return (await grace.api.expect<WebhookDeliveryPage>("GET", query)).deliveries.length === 0;
  });
  const lost = receiver.received.flatMap(({ eventIds }) => eventIds);
  expect(new Set(lost).size).toBe(COUNT);
  await using dashboard = await Dashboard.of(browser, fresh, grace, { path: WEBHOOKS });
  const { page } = dashboard;
  await rows(page, receiver).first().waitFor();
  expect(await rows(page, receiver).count()).toBeLessThan(COUNT);
  await page.getByRole("button", { name: "Show older" }).click();
  await rows(page, receiver)
    .nth(COUNT - 1)
    .waitFor();

  receiver.received.length = 0;
  receiver.answer = () => 200;
  await page.getByRole("button", { name: "Retry all" }).click();
  await page.getByText(`${COUNT} events are on their way again.`).waitFor();
  const requests = await receiver.requests(COUNT);
  expect(requests.flatMap(({ eventIds }) => eventIds).toSorted()).toEqual(lost.toSorted());
  await page.getByText("Nothing was given up.").waitFor();
});

test("what fails again waits for its next turn", async () => {
  await using receiver = new WebhookReceiver();
  receiver.answer = () => 500;
  const webhook = await makes({ url: receiver.url, events: ["message.created"] });
  await givenUp(webhook, 1);
  await using dashboard = await at();
  const { page } = dashboard;
  await rows(page, receiver).getByRole("button", { name: "Retry" }).click();
  await page.getByText("Not delivered yet. Answered 500. It will be tried again.").waitFor();
  await page.getByRole("radio", { name: "Waiting" }).check();
  await rows(page, receiver).getByText(/next/).waitFor();
});

test("an app's webhook is made on the app's page, and signed with the key that was chosen", async () => {
  await using receiver = new WebhookReceiver();
  const { api } = people.grace;
  const { app: shop } = await api.expect<{ app: OutsideApp }>("POST", "/api/apps", { name: "Shop" });
  const { app: both } = await api.expect<{ app: OutsideApp }>("POST", `/api/apps/${shop.id}/keys`, {
    dialect: "pusher",
  });
  const key = both.keys.find(({ dialect }) => dialect === "pusher")?.key ?? "";
  await using dashboard = await at(`/dashboard/settings/apps/${shop.id}`);
  const { page } = dashboard;
  await page.getByRole("button", { name: "New webhook" }).click();
  const sheet = page.getByRole("dialog", { name: "New webhook" });
  expect(await sheet.getByRole("checkbox", { name: "message.created" }).count()).toBe(0);
  await sheet.getByLabel("Address").fill(receiver.url);
  await sheet.getByRole("checkbox", { name: "channel_occupied" }).check();
  await sheet.getByLabel("Signed with").selectOption(key);
  await sheet.getByRole("button", { name: "Save webhook" }).click();
  await card(page, receiver).getByRole("button", { name: "Send a test event" }).click();
  await page.getByText("Delivered: the receiver answered 200.").waitFor();
  const [request] = await receiver.requests(1);
  expect(request?.headers).toMatchObject({ "x-pusher-key": key });
});

test("a webhook is deleted after a question, and the focus stays near", async () => {
  const webhook = await makes({ url: "http://127.0.0.1:1/leaves", events: ["message.created"] });
  await using dashboard = await at();
  const { page } = dashboard;
  const button = page.getByRole("button", { name: `Delete ${webhook.url}` });
  await button.click();
  await page.keyboard.press("Escape");
  await hasFocus(button);
  await button.click();
  await page.getByRole("button", { name: "Delete webhook" }).click();
  await card(page, webhook).waitFor({ state: "detached" });
  await hasFocus(page.getByRole("button", { name: "New webhook" }));
  const { webhooks } = await people.grace.api.expect<{ webhooks: Webhook[] }>("GET", "/api/webhooks");
  expect(webhooks.map(({ id }) => id)).not.toContain(webhook.id);
});

test("a server that fails is said, of the webhooks and of the deliveries, and asked again upon a click", async () => {
  const webhook = await makes({ url: "http://127.0.0.1:1/stays", events: ["message.created"] });
  await using dashboard = await at("/dashboard/settings/people");
  const { page } = dashboard;
  for (const path of ["**/api/webhooks", "**/api/webhooks/deliveries?*"])
    await page.route(path, (route) => route.abort());
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByText("The server can't be reached.").waitFor();
  await page.unroute("**/api/webhooks");
  await page.getByRole("button", { name: "Try again" }).click();
  await card(page, webhook).waitFor();
  await page.locator(".deliveries").getByText("The server can't be reached.").waitFor();
  await page.unroute("**/api/webhooks/deliveries?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".deliveries .failure").waitFor({ state: "detached" });
});

test("an agent is not offered the webhooks, and is told calmly at their address", async () => {
  await using dashboard = await Dashboard.of(browser, app, people.ada, {
    path: "/dashboard/settings/profile",
  });
  const { page } = dashboard;
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  expect(await page.getByRole("link", { name: "Webhooks" }).count()).toBe(0);
  await page.goto(app.url + WEBHOOKS);
  await page.getByRole("heading", { name: "For admins" }).waitFor();
});

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const devices = [
  ["light, desktop", { ...DESKTOP, colorScheme: "light" }],
  ["dark, desktop", { ...DESKTOP, colorScheme: "dark" }],
  ["light, phone", { ...PHONE, colorScheme: "light" }],
  ["dark, phone", { ...PHONE, colorScheme: "dark" }],
] as const;

test.each(devices)("axe finds no fault in the webhooks: %s", async (_, options) => {
  await using receiver = new WebhookReceiver();
  receiver.answer = () => 404;
  const url = `${receiver.url}/${"a-long-address-".repeat(8)}`;
  await givenUp(await makes({ url, events: ["message.created", "conversation.closed"] }), 1);
  await makes({ url: "http://127.0.0.1:1/off", events: ["message.created"], enabled: false });
  await using dashboard = await at(WEBHOOKS, options);
  const { page } = dashboard;
  const judge = async () => {
    expect(await axeFaults(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(options.viewport.width);
  };
  await rows(page, { url }).waitFor();
  const tried = card(page, { url });
  await tried.getByRole("button", { name: "Reveal secret" }).click();
  await tried.getByRole("button", { name: "Send a test event" }).click();
  await tried.getByText("Not delivered. Answered 404.").waitFor();
  await judge();
  await page.getByRole("button", { name: "New webhook" }).click();
  await page.getByRole("button", { name: "Save webhook" }).click();
  await page.getByText("Choose at least one.").waitFor();
  await judge();
});
