import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { axeFaults } from "../helpers/axe-faults.ts";
import { type Cast, cast, customer } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { type App, startApp } from "../helpers/start-app.ts";

let browser: Browser;
let app: App;
let people: Cast;

beforeAll(async () => {
  browser = await launchChromium();
  app = await startApp();
  people = await cast(app);
  await people.grace.comesOnline();
  for (const name of ["Vera", "Omar", "Inés Castellanos-Montgomery de la Fuente y Villanueva", "דנה"]) {
    const player = await customer(app, people.key, { name });
    const { conversation } = await player.opens(`Hello from ${name}`);
    await player.says(conversation.id, `https://bells.example/${"a-long-address-".repeat(12)}`);
    if (name === "Omar") {
      await people.grace.says(conversation.id, "It is on its way.");
      await people.grace.api.expect("PUT", `/api/conversations/${conversation.id}/resolution`);
    }
  }
});

beforeAll(async () => {
  const settings = { strategy: "manual" };
  await people.grace.api.expect("POST", "/api/teams", { name: "Sales", settings });
  const theo = await customer(app, people.key, { name: "Théo" });
  const words = { clientId: crypto.randomUUID(), text: "A bell for the shop, please" };
  await theo.api.expect("POST", "/api/conversations", { ...words, team: "sales", labels: ["b2b"] });
});

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const devices = [
  ["light, desktop", { ...DESKTOP, colorScheme: "light" }],
  ["dark, desktop", { ...DESKTOP, colorScheme: "dark" }],
  ["light, phone", { ...PHONE, colorScheme: "light" }],
  ["dark, phone", { ...PHONE, colorScheme: "dark" }],
] as const;

/** Nothing breaks a rule, and nothing is wider than the window. */
async function judge(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  const { width } = page.viewportSize() ?? { width: 0 };
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}

test.each(devices)("axe finds no fault before the sign-in: %s", async (_, options) => {
  await using visitor = await Dashboard.visits(browser, `${app.url}/sign-in`, options);
  const { page } = visitor;
  await page.getByLabel("E-mail address").fill("ada@desk.example");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("wrong").waitFor();
  await judge(page);

  await page.goto(`${app.url}/setup`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await judge(page);

  await page.goto(`${app.url}/invite#of-nobody`);
  await page.getByLabel("Your name").fill("Zoë");
  await page.getByLabel("E-mail address").fill("zoe@desk.example");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  await judge(page);
});

test.each(devices)("axe finds no fault in the inbox: %s", async (device, options) => {
  await using dashboard = await Dashboard.of(browser, app, people.grace, options);
  const { page } = dashboard;
  await dashboard.row("Vera").waitFor();
  await judge(page);

  await dashboard.opens("Inés");
  await dashboard.line("Hello from").waitFor();
  await page.route("**/messages", (route) => route.abort());
  // What the device before could not send may get through while its page is closed.
  await dashboard.replies(`On its way to you from ${device}`);
  await dashboard.line(`On its way to you from ${device}`).waitFor();
  await judge(page);
  if (options.viewport === PHONE.viewport) {
    await page.getByRole("button", { name: "About this conversation" }).click();
    await judge(page);
  } else {
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await judge(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search" }).waitFor();
    await judge(page);
  }

  await page.goto(`${app.url}/dashboard/closed`);
  await dashboard.opens("Omar");
  await dashboard.line("It is on its way.").waitFor();
  await judge(page);

  await page.goto(`${app.url}/dashboard/c/of-nobody`);
  await page.getByRole("heading", { name: "Not with you" }).waitFor();
  await judge(page);
});

test.each(devices)("axe finds no fault where all is quiet: %s", async (_, options) => {
  await using dashboard = await Dashboard.of(browser, app, people.ben, options);
  await dashboard.page.getByLabel("Snippet").waitFor();
  await judge(dashboard.page);
});

test.each(devices)("axe finds no fault in the settings: %s", async (_, options) => {
  await using dashboard = await Dashboard.of(browser, app, people.grace, {
    ...options,
    path: "/dashboard/settings/embed",
  });
  const { page } = dashboard;
  await page.getByRole("button", { name: "Reveal the secret" }).click();
  await judge(page);

  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Make a link" }).click();
  await page.getByLabel("Invitation link").waitFor();
  await judge(page);

  await page.getByRole("link", { name: "Statistics" }).click();
  await page.getByRole("table").waitFor();
  await judge(page);

  await page.getByRole("link", { name: "Profile" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await judge(page);
});

test.each(devices)(
  "axe finds no fault in the queue, at a look, and in the settings of teams: %s",
  async (_, options) => {
    await using dashboard = await Dashboard.of(browser, app, people.grace, {
      ...options,
      path: "/dashboard/queue",
    });
    const { page } = dashboard;
    await dashboard.row("Théo").waitFor();
    await judge(page);
    await dashboard.opens("Théo");
    await dashboard.line("A bell for the shop, please").waitFor();
    await judge(page);

    await page.goto(`${app.url}/dashboard/snoozed`);
    await page.getByText("Nothing sleeps").waitFor();
    await judge(page);

    await page.goto(`${app.url}/dashboard/settings/teams`);
    await page.getByRole("link", { name: "Open Sales" }).waitFor();
    await judge(page);
    await page.getByRole("link", { name: "Open Sales" }).click();
    await page.getByRole("radio", { name: "By the week" }).check();
    await page.getByRole("button", { name: "Add a holiday" }).click();
    await page.getByLabel("What it is called").waitFor();
    await judge(page);
  },
);

test("the judge does find a fault where there is one", async () => {
  await using visitor = await Dashboard.visits(browser, `${app.url}/sign-in`);
  await visitor.page.getByLabel("E-mail address").waitFor();
  await visitor.page.evaluate(() => document.querySelector("label")?.remove());
  expect((await axeFaults(visitor.page)).map((fault) => fault.split(":")[0])).toContain("label");
});
