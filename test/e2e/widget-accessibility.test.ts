import { afterAll, beforeAll, expect, test } from "bun:test";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { ConversationList } from "../../src/protocol/resources.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { HostSite, scriptOf } from "../helpers/host-site.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { Widget } from "../helpers/widget.ts";

let browser: Browser;
let app: App;
let people: Cast;
let site: HostSite;
let axe: string;

beforeAll(async () => {
  browser = await launchChromium();
  axe = await scriptOf("axe-core/axe.min.js");
  app = await startApp();
  people = await cast(app);
  await people.ada.comesOnline();
  site = new HostSite(app.url, {
    "/": {},
    "/rtl": { root: 'dir="rtl"' },
    "/branded": { widget: 'data-color="#c8102e"' },
  });
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await app[Symbol.asyncDispose]();
});

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const screens = [
  ["light, desktop", "/", { ...DESKTOP, colorScheme: "light" }],
  ["dark, desktop", "/", { ...DESKTOP, colorScheme: "dark" }],
  ["light, phone", "/", { ...PHONE, colorScheme: "light" }],
  ["dark, phone", "/", { ...PHONE, colorScheme: "dark" }],
  ["right to left", "/rtl", { ...DESKTOP, colorScheme: "light" }],
  ["the page's colour, light", "/branded", { ...DESKTOP, colorScheme: "light" }],
  ["the page's colour, dark", "/branded", { ...DESKTOP, colorScheme: "dark" }],
] as const;

/** Rules of WCAG 2.2 AA and good practice that are broken on the page, each with the elements that break it. */
async function faults(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  // As text, since a page's policy may forbid to add scripts to it.
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

test.each(screens)("axe finds no fault in any state of the widget: %s", async (_, path, options) => {
  await using context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(site.url + path);
  const widget = new Widget(page);
  await widget.bell.waitFor();
  expect(await faults(page)).toEqual([]);

  await widget.opens();
  expect(await faults(page)).toEqual([]);

  const question = `See https://bells.example/${crypto.randomUUID()}`;
  await widget.sends(question);
  const { conversations } = await people.ada.api.expect<ConversationList>("GET", "/api/conversations");
  const id = conversations.find(({ lastMessage }) => lastMessage?.text === question)?.id ?? "";
  await people.ada.says(id, "I see it");
  await widget.line("I see it").waitFor();
  await page.route("**/messages", (route) => route.abort());
  await widget.says("On its way");
  expect(await faults(page)).toEqual([]);

  await page.unroute("**/messages");
  await widget.line("On its way").getByText("Sent").waitFor();
  await people.ada.api.expect("PUT", `/api/conversations/${id}/resolution`);
  await widget.panel.getByText("This conversation is closed").waitFor();
  expect(await faults(page)).toEqual([]);

  await widget.closes();
  await people.ada.says(id, "One more thing");
  await page.getByRole("button", { name: "1 unread" }).waitFor();
  expect(await faults(page)).toEqual([]);
});

test("axe would find a fault in the widget if there were one", async () => {
  await using context = await browser.newContext(DESKTOP);
  const page = await context.newPage();
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.opens();
  await widget.field.evaluate((field) => {
    field.removeAttribute("aria-label");
    field.removeAttribute("placeholder");
  });
  expect((await faults(page)).join()).toContain("label");
});

test("the notice of an unreachable desk is free of faults", async () => {
  await using context = await browser.newContext(DESKTOP);
  const page = await context.newPage();
  await page.goto(site.url);
  const widget = new Widget(page);
  await page.route("**/assets/**", (route) => route.abort());
  await widget.bell.click();
  await page.getByRole("alert").waitFor();
  expect(await faults(page)).toEqual([]);
});

test.each([
  ["light", DESKTOP],
  ["dark", PHONE],
] as const)("axe finds no fault on the demo page: %s", async (colorScheme, options) => {
  await using context = await browser.newContext({ ...options, colorScheme });
  const page = await context.newPage();
  await page.goto(`${app.url}/demo`);
  await new Widget(page).bell.waitFor();
  expect(await faults(page)).toEqual([]);
});

test("with forced colours every control still has an edge", async () => {
  await using context = await browser.newContext({ ...DESKTOP, forcedColors: "active" });
  const page = await context.newPage();
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.opens();
  await widget.sends("Hello");
  const edges = await page.evaluate(() =>
    [".bell", ".panel", ".composer", ".bubble", ".composer-send"].map((part) => {
      const element = document.querySelector("deskbell-chat")?.shadowRoot?.querySelector(part);
      const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(element!);
      return [part, borderTopWidth, borderTopStyle, borderTopColor === "rgba(0, 0, 0, 0)"].join(" ");
    }),
  );
  expect(edges).toEqual([
    ".bell 1px solid false",
    ".panel 1px solid false",
    ".composer 1px solid false",
    ".bubble 1px solid false",
    ".composer-send 1px solid false",
  ]);
});
