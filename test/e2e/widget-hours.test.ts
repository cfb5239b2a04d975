import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { Desk } from "../../src/client/desk-api.ts";
import type { Hours, Team } from "../../src/protocol/teams.ts";
import { axeFaults } from "../helpers/axe-faults.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { HostSite } from "../helpers/host-site.ts";
import { SmtpCatcher } from "../helpers/smtp-catcher.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { Widget } from "../helpers/widget.ts";

let browser: Browser;
let app: App;
let catcher: SmtpCatcher;
let people: Cast;
let site: HostSite;
let team: Team;

beforeAll(async () => {
  browser = await launchChromium();
  catcher = await SmtpCatcher.open();
  app = await startApp({ env: catcher.env });
  people = await cast(app);
  site = new HostSite(app.url, { "/": {}, "/sales": { widget: 'data-team="sales"' } });
  const { teams } = await people.grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  team = teams[0]!;
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await app[Symbol.asyncDispose]();
  await catcher[Symbol.asyncDispose]();
});

/** Of the greeting; how long an answer takes is told once that is known. */
const HERE = /^(The team is here|We usually reply within .*)\.$/;

/** Open on one day of the week, three days from now. */
function hoursFromThreeDaysOn(): Hours {
  const today = new Date().getUTCDay();
  const weekly = Array.from({ length: 7 }, (_, monday) => {
    const daysAhead = (monday + 1 - today + 7) % 7;
    return daysAhead === 3 ? [{ from: "09:30", to: "17:00" }] : [];
  });
  return { weekly, holidays: [] };
}

async function setHours(hours: Hours | null): Promise<void> {
  await people.grace.api.expect("PUT", `/api/teams/${team.id}`, { settings: { hours } });
}

/** A customer's browser on the host page, with the chat open. */
async function visitor(options: BrowserContextOptions = {}, path = "/") {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  await page.goto(site.url + path);
  const widget = new Widget(page);
  await widget.opens();
  return { context, page, widget, [Symbol.asyncDispose]: () => context.close() };
}

test("whether somebody is there, and when they are back, is told before one types, on the customer's own clock", async () => {
  await setHours(hoursFromThreeDaysOn());
  const timeZone = "Pacific/Auckland";
  await using vera = await visitor({ timezoneId: timeZone });
  const { status } = await people.nobody.expect<Desk>("GET", "/api/desk");
  const back = new Date(status.backAt ?? "");
  const day = back.toLocaleDateString("en-GB", { weekday: "long", timeZone });
  const time = back.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
  expect(time).not.toBe("09:30");
  await vera.page.getByText(`We are back ${day} at ${time}. We answer here and by e-mail.`).waitFor();
  expect(await vera.context.storageState()).toEqual({ cookies: [], origins: [] });

  await using ada = await people.ada.comesOnline();
  await setHours(null);
  await vera.page.getByText(HERE).waitFor();
  expect(ada).toBeDefined();
});

test("when the last agent leaves, the chat becomes a form around the typed text, and turns back when one comes", async () => {
  await using vera = await visitor();
  const { page, widget } = vera;
  const address = page.getByRole("textbox", { name: "E-mail" });
  await address.waitFor();
  {
    await using ada = await people.ada.comesOnline();
    await page.getByText("Somebody is here now").waitFor();
    expect(ada).toBeDefined();
    await address.waitFor({ state: "detached" });
    await widget.field.fill("My bell does not ring");
    await widget.field.press("Home");
    await widget.field.press("ArrowRight");
    await widget.field.press("ArrowRight");
  }
  await address.waitFor();
  await widget.panel.getByRole("status").getByText("Nobody is here just now").waitFor();
  // Whoever is in the middle of a word goes on.
  await page.keyboard.type("ne");
  expect(await widget.field.inputValue()).toBe("Myne bell does not ring");
  await address.fill("vera@example.com");

  await using ada = await people.ada.comesOnline();
  await address.waitFor({ state: "detached" });
  expect(ada).toBeDefined();
  // What had the focus is gone: it goes to the text, which is kept in this direction too.
  await page.keyboard.type("!");
  expect(await widget.field.inputValue()).toContain("My");
  expect((await widget.field.inputValue()).length).toBe("Myne bell does not ring!".length);
  await people.ada.api.expect("PUT", "/api/me/availability", { available: false });
  await address.waitFor();
  expect(await address.inputValue()).toBe("vera@example.com");
  await people.ada.api.expect("PUT", "/api/me/availability", { available: true });
  await address.waitFor({ state: "detached" });
});

test("what is left while nobody is there waits as an ordinary conversation, and the answer goes by e-mail too", async () => {
  await using vera = await visitor();
  const { page, widget } = vera;
  await page.getByRole("textbox", { name: "E-mail" }).waitFor();
  await widget.field.fill("Is the brass bell back in stock?");
  await widget.field.press("Enter");
  await page.getByText("Enter an address such as").waitFor();
  expect(await widget.field.inputValue()).toBe("Is the brass bell back in stock?");
  await page.keyboard.type("vera@example.com");
  await page.getByRole("textbox", { name: "Name" }).fill("Vera");
  await page.keyboard.press("Enter");
  await widget.line("Is the brass bell back in stock?").and(page.locator(".sent")).waitFor();
  await widget.panel.getByText("We answer here and by e-mail.").waitFor();

  const { origins } = await vera.context.storageState();
  const stored = origins[0]?.localStorage.find(({ name }) => name === "deskbell.session")?.value ?? "{}";
  const { token }: { token: string } = JSON.parse(stored);
  const answer = await fetch(`${app.url}/api/me/contact`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  expect(await answer.json()).toEqual({ name: "Vera", email: "vera@example.com" });

  await using ada = await people.ada.comesOnline();
  await page.getByText("Ada has joined").waitFor();
  expect(ada).toBeDefined();
});

test("inside a conversation the field stays, and an address can be left for the answer", async () => {
  await using vera = await visitor();
  const { page, widget } = vera;
  {
    await using ada = await people.ada.comesOnline();
    await page.getByText(HERE).waitFor();
    await widget.sends("Hello?");
    await page.getByText("Ada has joined").waitFor();
    expect(ada).toBeDefined();
  }
  await widget.panel.getByText("Nobody is here just now. We answer here.").waitFor();
  await widget.field.fill("Still here");
  await page.getByRole("button", { name: "Get the answer by e-mail too" }).click();
  const address = page.getByRole("textbox", { name: "E-mail" });
  await address.fill("not an address");
  await address.press("Enter");
  await page.getByText("Enter an address such as").waitFor();
  await page.route("**/api/me/contact", (route) => route.abort(), { times: 1 });
  await address.fill("vera@example.com");
  await address.press("Enter");
  await page.getByText("It could not be saved").waitFor();
  await address.press("Enter");
  await widget.panel.getByText("We answer here and by e-mail.").waitFor();
  expect(await widget.field.inputValue()).toBe("Still here");
});

test("a desk that sends no e-mail promises none, and asks for no address", async () => {
  await using silent = await startApp();
  using page = new HostSite(silent.url);
  await using context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(page.url);
  const widget = new Widget(tab);
  await widget.opens();
  await tab.getByRole("textbox", { name: "E-mail, if you like" }).waitFor();
  await widget.panel.getByText("Nobody is here just now. We answer here.").waitFor();
  await widget.sends("Hello?");
  await widget.panel.getByText("Nobody is here just now. We answer here.").waitFor();
  expect(await tab.getByText("by e-mail").count()).toBe(0);
});

test("when the chunk of the form can't be loaded the message can be sent all the same", async () => {
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.route("**/assets/extras-*", (route) => route.abort());
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.opens();
  await widget.sends("Is anybody there?");
  await page.getByRole("button", { name: "More" }).click();
  await widget.panel.getByText("That did not work").waitFor();
  await page.unroute("**/assets/extras-*");
  await page.getByRole("button", { name: "Get the answer by e-mail too" }).click();
  await page.getByRole("textbox", { name: "E-mail" }).waitFor();
});

test("a page may name its team, whose hours are told", async () => {
  await people.grace.api.expect("POST", "/api/teams", {
    name: "Sales",
    settings: { hours: hoursFromThreeDaysOn() },
  });
  await using ada = await people.ada.comesOnline();
  await using vera = await visitor({}, "/sales");
  await vera.widget.panel.getByText("We are back").waitFor();
  await using omar = await visitor();
  await omar.widget.panel.getByText(HERE).waitFor();
  expect(ada).toBeDefined();
});

test.each([
  ["light", { viewport: { width: 1280, height: 800 } }],
  ["dark", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
] as const)(
  "axe finds no fault in the form of a desk where nobody is, nor in the menu: %s",
  async (colorScheme, options) => {
    await using vera = await visitor({ ...options, colorScheme, reducedMotion: "reduce" });
    const { page, widget } = vera;
    await page.getByRole("textbox", { name: "E-mail" }).waitFor();
    await widget.field.fill("Hello");
    await widget.field.press("Enter");
    await page.getByText("Enter an address such as").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.type("vera@example.com");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name: "Download this conversation" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
  },
);
