import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import type { ConversationList } from "../../src/protocol/resources.ts";
import { builtSdk } from "../helpers/built-sdk.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { HostSite } from "../helpers/host-site.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { Widget } from "../helpers/widget.ts";

let browser: Browser;
let app: App;
let people: Cast;
let site: HostSite;

beforeAll(async () => {
  const sdk = builtSdk();
  browser = await launchChromium();
  app = await startApp();
  people = await cast(app);
  const options = JSON.stringify({
    baseUrl: app.url,
    customerId: "7",
    label: "Ring us",
    labels: ["Billing"],
  });
  const script = `import { initChatWidget } from "/init-chat-widget.js"; globalThis.chat = initChatWidget(${options});`;
  site = new HostSite(app.url, {
    "/": { widget: false, head: `<script type="module" src="/site.js"></script>` },
    "/site.js": script,
    "/init-chat-widget.js": readFileSync(`${sdk}/widget/init-chat-widget.js`, "utf8"),
    "/widget-app.js": readFileSync(`${sdk}/widget/widget-app.js`, "utf8"),
    "/extras.js": readFileSync(`${sdk}/widget/extras.js`, "utf8"),
  });
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await app[Symbol.asyncDispose]();
});

test("a site that imports initChatWidget has the bell, and asks for nothing more until somebody rings it", async () => {
  await people.ada.comesOnline();
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.bell.waitFor();
  expect(await widget.bell.getAttribute("aria-label")).toBe("Ring us");
  expect(asked.filter((url) => url.startsWith(app.url) || /widget-app|extras/.test(url))).toEqual([]);

  await widget.opens();
  await widget.sends("Hello from an import");
  const { conversations } = await people.ada.api.expect<ConversationList>("GET", "/api/conversations");
  expect(conversations.map(({ labels }) => labels)).toEqual([["billing"]]);
  expect(asked.filter((url) => url.includes("extras"))).toEqual([]);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Download this conversation" }).waitFor();
  await page.evaluate("chat.remove()");
  expect(await widget.bell.count()).toBe(0);
});
