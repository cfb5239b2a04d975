import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type Cast, cast, type Player } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { eventually } from "../helpers/eventually.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";

let browser: Browser;
let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  [browser, app] = await Promise.all([launchChromium({ whole: true }), startApp()]);
  people = await cast(app);
});

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

/** A page in which tones are counted as they begin, and which can be put out of sight. */
const SPIES = `
  globalThis.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    globalThis.tones++;
    return start.apply(this, when);
  };
  globalThis.isHidden = false;
  Object.defineProperty(Document.prototype, "visibilityState", { get: () => (isHidden ? "hidden" : "visible") });
  Document.prototype.hasFocus = () => !isHidden;
`;
const TONES_OF_ONE_RING = 2;

async function dashboardOf(agent: Player, path?: string): Promise<Dashboard> {
  const dashboard = await Dashboard.visits(browser, "about:blank", { permissions: ["notifications"] });
  await dashboard.context.addInitScript(SPIES);
  const [name = "", value = ""] = (agent.api.credentials["cookie"] ?? "").split("=", 2);
  await dashboard.context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: "Lax" }]);
  await enters(dashboard.page, path);
  return dashboard;
}

async function enters(page: Page, path = "/dashboard"): Promise<void> {
  const told = page.waitForResponse(/\/api\/me\/notifications$/);
  await page.goto(app.url + path);
  await told;
  await page.locator(".live-note[data-state=connected]").waitFor();
}

const hide = (page: Page) =>
  page.evaluate("isHidden = true; document.dispatchEvent(new Event('visibilitychange'))");
const tones = (page: Page) => page.evaluate<number>("tones");

/** What the browser shows of a notification's kind, as its own list tells. */
const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/dashboard");
    const list = (await registration?.getNotifications()) ?? [];
    return list.map(({ title, body, tag }) => ({ title, body, tag }));
  });

test("of two tabs that are open exactly one rings, and the other does once that one is gone", async () => {
  const { ada, vera } = people;
  await using dashboard = await dashboardOf(ada);
  const first = dashboard.page;
  const second = await dashboard.context.newPage();
  await enters(second);
  // Until somebody has clicked there a page can't be heard.
  await first.locator("body").click({ position: { x: 5, y: 5 } });
  await eventually(async () => (await ringers(first)).held === 1);
  await second.locator("body").click({ position: { x: 5, y: 5 } });
  await eventually(async () => (await ringers(second)).pending === 1);
  const { conversation } = await vera.opens("Is my order on its way?");
  await second.locator(".row", { hasText: "Vera" }).waitFor();
  await eventually(async () => (await tones(first)) + (await tones(second)) >= TONES_OF_ONE_RING);
  expect([await tones(first), await tones(second)]).toEqual([TONES_OF_ONE_RING, 0]);

  await first.close();
  await eventually(async () => (await ringers(second)).pending === 0);
  await vera.says(conversation.id, "Hello?");
  await eventually(async () => (await tones(second)) > 0);
  expect(await tones(second)).toBe(TONES_OF_ONE_RING);
});

/** How many tabs may ring, and how many would like to. */
const ringers = (page: Page) =>
  page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const count = (locks: LockInfo[]) => locks.filter(({ name }) => name === "deskbell.ringer").length;
    return { held: count(held), pending: count(pending) };
  });

test("a dashboard in the background shows what comes, and a click on that leads to the conversation", async () => {
  const { ben, omar, grace } = people;
  await using dashboard = await dashboardOf(ben, "/dashboard/settings/profile");
  const { page, context } = dashboard;
  await hide(page);
  // What comes before the tabs have agreed that nobody looks is not shown.
  await eventually(() => tellsInBackground(page));
  const { conversation } = await omar.opens("Can I change my address?");
  await grace.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
    agentId: ben.id,
    evenIfAway: true,
  });
  await eventually(async () => (await shown(page)).length > 0);
  const [first] = await shown(page);
  expect(first).toEqual({
    title: "New conversation with Omar",
    body: "Can I change my address?",
    tag: conversation.id,
  });
  await omar.says(conversation.id, "Hello?");
  await eventually(async () => (await shown(page)).some(({ body }) => body === "Hello?"));
  // One for each conversation, however much is said there.
  expect(await shown(page)).toEqual([{ title: "Omar wrote", body: "Hello?", tag: conversation.id }]);

  await clickNotification(context);
  await page.waitForURL(`${app.url}/dashboard/c/${conversation.id}`);
  await eventually(async () => (await shown(page)).length === 0);
});

/** Whether this tab is the one that notifies, and no tab is being looked at. */
const tellsInBackground = (page: Page) =>
  page.evaluate(async () => {
    const held = (await navigator.locks.query()).held?.map(({ name = "" }) => name) ?? [];
    return held.includes("deskbell.notifier") && !held.some((name) => name.startsWith("deskbell.watched"));
  });

/** Whether the service worker still sees a dashboard: a page that was left goes a moment later. */
async function hasDashboard(context: BrowserContext): Promise<boolean> {
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error("No service worker is there");
  return await worker.evaluate<boolean>(`(async () => {
    const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
    return windows.some(({ url }) => new URL(url).pathname.startsWith("/dashboard"));
  })()`);
}

/** The browser's own event, as a click on the only notification makes it. */
async function clickNotification(context: BrowserContext): Promise<void> {
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error("No service worker is there");
  await worker.evaluate(`(async () => {
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  })()`);
}

test("a message that is pushed is shown by the service worker, though no dashboard is told of anything", async () => {
  const { grace } = people;
  await using dashboard = await dashboardOf(grace, "/dashboard/settings/notifications");
  const { page, context } = dashboard;
  const cdp = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      for (const { registrationId } of registrations) resolve(registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  await page.evaluate(() => navigator.serviceWorker.register("/service-worker.js", { scope: "/dashboard" }));
  const registrationId = await registered;
  await page.evaluate(() => navigator.serviceWorker.ready);
  const push = (body: string) =>
    cdp.send("ServiceWorker.deliverPushMessage", {
      origin: app.url,
      registrationId,
      data: JSON.stringify({ title: "Vera wrote", body, url: "/dashboard", tag: "cnv_1" }),
    });
  // From a place that is no dashboard: whoever has one before them sees it there.
  await page.goto(`${app.url}/demo`);
  await eventually(async () => !(await hasDashboard(context)));
  await push("Hello?");
  await eventually(async () => (await shown(page)).length > 0);
  expect(await shown(page)).toEqual([{ title: "Vera wrote", body: "Hello?", tag: "cnv_1" }]);
  await push("Anybody?");
  await eventually(async () => (await shown(page)).some(({ body }) => body === "Anybody?"));
  expect(await shown(page)).toHaveLength(1);
});

test("the settings say what is off and why, and keep what is changed", async () => {
  const { grace } = people;
  await using dashboard = await Dashboard.of(browser, app, grace, {
    path: "/dashboard/settings/notifications",
  });
  const { page } = dashboard;
  await page.getByText("E-mail is off: this desk has no mail server").waitFor();
  // Nobody has asked yet, and nothing asks by itself.
  await page.getByRole("button", { name: "Turn on notifications" }).waitFor();
  await page.getByRole("button", { name: "Turn on in this browser" }).waitFor();
  const saved = () => page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok());
  let answer = saved();
  await page.getByRole("checkbox", { name: "Play a sound" }).uncheck();
  await answer;
  answer = saved();
  await page.getByRole("checkbox", { name: "Keep quiet for some hours" }).check();
  await answer;
  answer = saved();
  await page.getByLabel("From", { exact: true }).fill("23:30");
  await answer;
  answer = saved();
  await page.getByLabel("A customer of yours is unread for").fill("5");
  await page.keyboard.press("Tab");
  await answer;
  await page.reload();
  expect(await page.getByRole("checkbox", { name: "Play a sound" }).isChecked()).toBe(false);
  expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe("23:30");
  expect(await page.getByLabel("A customer of yours is unread for").inputValue()).toBe("5");

  await page.getByLabel("A customer of yours is unread for").fill("soon");
  await page.keyboard.press("Tab");
  await page.getByRole("alert").getByText("unreadMinutes").waitFor();
  expect(dashboard.complaints.filter((text) => !text.includes("422"))).toEqual([]);
});
