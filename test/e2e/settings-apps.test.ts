import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import Pusher from "pusher-js";
import { Client } from "../../src/client/client.ts";
import type { OutsideApp } from "../../src/protocol/resources.ts";
import { axeFaults } from "../helpers/axe-faults.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { connected } from "../helpers/stock-client.ts";

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

const APPS = "/dashboard/settings/apps";

async function makes(made: object): Promise<OutsideApp> {
  return (await people.grace.api.expect<{ app: OutsideApp }>("POST", "/api/apps", made)).app;
}

async function settingsOf(id: string): Promise<OutsideApp["settings"] | undefined> {
  const { apps } = await people.grace.api.expect<{ apps: OutsideApp[] }>("GET", "/api/apps");
  return apps.find((each) => each.id === id)?.settings;
}

/** A browser in which Grace looks at an app, or at all of them. */
function at(id?: string, options = {}) {
  const path = id === undefined ? APPS : `${APPS}/${id}`;
  return Dashboard.of(browser, app, people.grace, { ...options, path });
}

function keysIn(page: Page): Locator {
  return page.getByRole("group", { name: /(Pusher|Apinator) key/ });
}

/** Whether an element holds the focus, once it does. */
function hasFocus(locator: Locator): Promise<unknown> {
  return locator.and(locator.page().locator(":focus")).waitFor();
}

test("an admin learns what an app is, makes one, and clients connect with what the page says", async () => {
  await using fresh = await startApp();
  const { grace } = await cast(fresh);
  await using dashboard = await Dashboard.of(browser, fresh, grace, { path: APPS });
  const { page } = dashboard;
  await page.getByRole("heading", { name: "Channels for your own programs" }).waitFor();
  await page.getByRole("button", { name: "New app" }).click();
  const sheet = page.getByRole("dialog", { name: "New app" });
  await hasFocus(sheet.getByLabel("Name"));
  await sheet.getByRole("button", { name: "Make the app" }).click();
  await sheet.getByText("Give the app a name.").waitFor();
  await sheet.getByLabel("Name").fill("Scoreboard");
  await sheet.getByLabel("App id").fill("not an id");
  await page.keyboard.press("Enter");
  await hasFocus(sheet.getByLabel("App id"));
  await sheet.getByLabel("App id").fill("score-1");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Scoreboard", level: 1 }).waitFor();
  expect(page.url()).toBe(`${fresh.url}${APPS}/score-1`);

  const snippet = await page.locator("pre[aria-label='In the page']").innerText();
  const read = (pattern: RegExp) => pattern.exec(snippet)?.[1] ?? "";
  const client = new Pusher(read(/new Pusher\("([^"]+)"/), {
    cluster: "none",
    wsHost: read(/wsHost: "([^"]+)"/),
    wsPort: Number(read(/wsPort: (\d+)/)),
    forceTLS: read(/forceTLS: (\w+)/) === "true",
    enabledTransports: ["ws"],
  });
  fresh.beforeStop({ [Symbol.asyncDispose]: async () => client.disconnect() });
  await connected(client);

  await page.getByRole("radio", { name: "Our client" }).check();
  const own = await page.locator("pre[aria-label='In the page']").innerText();
  const ours = new Client({
    key: /key: "([^"]+)"/.exec(own)?.[1] ?? "",
    host: /host: "([^"]+)"/.exec(own)?.[1] ?? "",
  });
  fresh.beforeStop({ [Symbol.asyncDispose]: async () => ours.disconnect() });
  await new Promise<void>((resume) => {
    ours.subscribe("news").bind("realtime:subscription_succeeded", () => resume());
  });

  await page.getByRole("link", { name: "All apps" }).click();
  await page.getByRole("link", { name: "Scoreboard", exact: true }).waitFor();
});

test("an id that is taken is told at its field", async () => {
  const { id } = await makes({ name: "The first" });
  await using dashboard = await at();
  const { page } = dashboard;
  await page.getByRole("button", { name: "New app" }).click();
  await page.getByLabel("Name").fill("The second");
  await page.getByLabel("App id").fill(id);
  await page.getByRole("button", { name: "Make the app" }).click();
  await page.getByText("Another app has this id already.").waitFor();
  expect(await page.getByLabel("App id").getAttribute("aria-invalid")).toBe("true");
});

test("a secret is hidden until it is revealed, and is copied", async () => {
  const made = await makes({ name: "Secretive", dialect: "pusher" });
  const [{ key, secret } = { key: "", secret: "" }] = made.keys;
  await using dashboard = await at(made.id, { permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = dashboard;
  const credentials = keysIn(page);
  await credentials.getByText(key, { exact: true }).waitFor();
  expect(await page.content()).not.toContain(secret);
  await credentials.getByRole("button", { name: "Reveal secret" }).click();
  await credentials.getByText(secret, { exact: true }).waitFor();
  await credentials.getByRole("button", { name: "Copy" }).last().click();
  await credentials.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await credentials.getByRole("button", { name: "Hide secret" }).click();
  await credentials.getByRole("button", { name: "Reveal secret" }).waitFor();
  expect(await page.content()).not.toContain(secret);
});

test("a wrong setting is told at its field and saves nothing; a right one is saved alone", async () => {
  const { id } = await makes({ name: "Adjustable", settings: { historyCount: 7 } });
  await using dashboard = await at(id);
  const { page } = dashboard;
  const connections = page.getByRole("textbox", { name: "Connections" });
  const origins = page.getByRole("textbox", { name: "Allowed origins" });
  await connections.fill("0");
  await origins.fill("https://shop.example/");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("A whole number from 1 to 10,000,000.").waitFor();
  await page.getByText("“https://shop.example/” is no origin").waitFor();
  await hasFocus(connections);
  expect(await connections.getAttribute("aria-invalid")).toBe("true");
  const described = String(await connections.getAttribute("aria-describedby")).split(" ");
  expect(await page.locator(`[id="${described[0]}"]`).innerText()).toContain("A whole number");
  expect(await settingsOf(id)).toMatchObject({ connectionsMax: 10_000, allowedOrigins: ["*"] });

  // Meanwhile a colleague changes another one, which stays theirs.
  await people.grace.api.expect("PUT", `/api/apps/${id}`, { settings: { historyCount: 9 } });
  await connections.fill("25");
  await origins.fill("https://shop.example");
  await page.getByRole("checkbox", { name: "Require a user" }).check();
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("The settings are saved.").waitFor();
  expect(await settingsOf(id)).toMatchObject({
    connectionsMax: 25,
    allowedOrigins: ["https://shop.example"],
    requireUser: true,
    historyCount: 9,
  });
});

test("what the server has against a setting stands at its field too", async () => {
  const { id } = await makes({ name: "Doubtful" });
  await using dashboard = await at(id);
  const { page } = dashboard;
  await page.route(`**/api/apps/${id}`, (route) => {
    route.continue({ postData: JSON.stringify({ settings: { eventBytesMax: -1 } }) }).catch(() => undefined);
  });
  await page.getByRole("textbox", { name: "Size of an event" }).fill("2000");
  await page.getByRole("button", { name: "Save settings" }).click();
  const size = page.getByRole("textbox", { name: "Size of an event" });
  await hasFocus(size);
  expect(await size.getAttribute("aria-invalid")).toBe("true");
});

test("a key is added and another removed, whose client is cut off", async () => {
  const made = await makes({ name: "Keyed", dialect: "pusher" });
  const [first] = made.keys;
  const { hostname, port } = new URL(app.url);
  const client = new Pusher(first?.key ?? "", {
    cluster: "none",
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ["ws"],
  });
  app.beforeStop({ [Symbol.asyncDispose]: async () => client.disconnect() });
  await connected(client);
  const cut = new Promise<void>((resume) => {
    client.connection.bind("state_change", ({ current }: { current: string }) => {
      if (current !== "connected") resume();
    });
  });

  await using dashboard = await at(made.id);
  const { page } = dashboard;
  await page.getByLabel("Another key for").selectOption("apinator");
  await page.getByRole("button", { name: "Add key" }).click();
  await page.getByRole("group", { name: /^Apinator key/ }).waitFor();
  const remove = page.getByRole("button", { name: `Remove key ${first?.key}` });
  await remove.click();
  await page.keyboard.press("Escape");
  await hasFocus(remove);
  expect(await keysIn(page).count()).toBe(2);

  await remove.click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove key" }).click();
  await page.getByRole("group", { name: /^Pusher key/ }).waitFor({ state: "detached" });
  await hasFocus(page.getByRole("heading", { name: "Keys" }));
  await cut;
});

test("an app is deleted by those who know its name", async () => {
  const { id } = await makes({ name: "Short-lived" });
  await using dashboard = await at(id);
  const { page } = dashboard;
  await page.getByRole("button", { name: "Delete app" }).click();
  const confirmation = page.getByLabel("Type “Short-lived” to confirm");
  await confirmation.fill("Long-lived");
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("That is not its name").waitFor();
  expect(await settingsOf(id)).toBeDefined();
  await confirmation.fill("Short-lived");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${app.url}${APPS}`);
  expect(await settingsOf(id)).toBeUndefined();
});

test("an address of no app says so", async () => {
  await using dashboard = await at("of-nobody");
  await dashboard.page.getByRole("heading", { name: "No such app" }).waitFor();
});

test("a server that fails is said, and asked again upon a click", async () => {
  await makes({ name: "Reachable" });
  await using dashboard = await Dashboard.of(browser, app, people.grace, {
    path: "/dashboard/settings/people",
  });
  const { page } = dashboard;
  await page.route("**/api/apps", (route) => route.abort());
  await page.getByRole("link", { name: "Apps" }).click();
  await page.getByText("The server can't be reached.").waitFor();
  await page.unroute("**/api/apps");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: "Reachable", exact: true }).waitFor();
});

test("an agent is not offered the apps, is told calmly at their address, and asks the server for nothing", async () => {
  const asked: string[] = [];
  await using dashboard = await Dashboard.of(browser, app, people.ada, {
    path: "/dashboard/settings/profile",
  });
  const { page } = dashboard;
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  expect(await page.getByRole("link", { name: "Apps" }).count()).toBe(0);
  await page.goto(`${app.url}${APPS}`);
  await page.getByRole("heading", { name: "For admins" }).waitFor();
  expect(asked).toContain("/api/me");
  expect(asked).not.toContain("/api/apps");
});

test("somebody who is no admin any more is told so, and not of a failure", async () => {
  await using dashboard = await Dashboard.of(browser, app, people.grace, {
    path: "/dashboard/settings/profile",
  });
  const { page } = dashboard;
  const cookies = await dashboard.context.cookies();
  const [name, value] = (people.ada.api.credentials["cookie"] ?? "").split("=", 2);
  await page.getByRole("link", { name: "Apps" }).waitFor();
  await dashboard.context.addCookies(
    cookies.filter((cookie) => cookie.name === name).map((cookie) => ({ ...cookie, value: value ?? "" })),
  );
  await page.getByRole("link", { name: "Apps" }).click();
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

test.each(devices)("axe finds no fault in the apps: %s", async (_, options) => {
  const { id } = await makes({ name: `Board, ${"long-named ".repeat(7)}`, settings: { enabled: false } });
  await using dashboard = await at(undefined, options);
  const { page } = dashboard;
  const judge = async () => {
    expect(await axeFaults(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(options.viewport.width);
  };
  await page.locator(".app-card").first().waitFor();
  await judge();
  await page.getByRole("button", { name: "New app" }).click();
  await page.getByRole("button", { name: "Make the app" }).click();
  await page.getByText("Give the app a name.").waitFor();
  await judge();

  await page.goto(`${app.url}${APPS}/${id}`);
  await page.getByRole("textbox", { name: "Connections" }).fill("many");
  await page.getByRole("textbox", { name: "Allowed origins" }).fill("shop.example");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("A whole number").first().waitFor();
  await page.getByRole("button", { name: "Reveal secret" }).click();
  await judge();
  await page.getByRole("button", { name: "Delete app" }).click();
  await page.getByRole("dialog").waitFor();
  await judge();
});
