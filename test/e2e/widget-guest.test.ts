import { afterAll, beforeAll, expect, test } from "bun:test";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { cssAsText } from "../../scripts/css-as-text.ts";
import type { ConversationList } from "../../src/protocol/resources.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { HostSite, strictPolicy } from "../helpers/host-site.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { Widget } from "../helpers/widget.ts";

// The host page is a guest's house: what the widget leaves alone there, and what of it must not disturb the widget.

let browser: Browser;
let app: App;
let people: Cast;
let site: HostSite;

/** What a page's stylesheet may do to everything in it, short of hiding itself. */
const HOSTILE_STYLE = `
  html { font-size: 50px; line-height: 3; letter-spacing: 9px }
  body * { all: unset !important; color: red !important; font: italic 40px fantasy !important; opacity: .5 !important }
  div, dialog, button, p, span, textarea, svg, deskbell-chat { display: none !important; visibility: hidden !important }
  deskbell-chat { position: absolute !important; transform: scale(3) !important; pointer-events: none !important }
  * { --accent: red !important; --ink: red !important; --brand: red !important; --surface: red !important }`;

/** An old library's idea of better arrays, and a page's own of better objects. */
const HOSTILE_SCRIPT = `
  const mine = () => { throw new Error("This was the page's own") };
  Array.prototype.reduce = function () { return this.length > 1 ? this : this[0] };
  Array.prototype.find = mine;
  Array.prototype.includes = mine;
  Array.prototype.toJSON = function () { return "[" + this.join() + "]" };
  Array.prototype.each = function (visit) { this.forEach(visit) };
  Array.from = mine;
  Date.prototype.toJSON = mine;
  String.prototype.toJSON = function () { return '"' + this + '"' };
  Object.prototype.extend = function (more) { return Object.assign(this, more) };
  Object.prototype.owner = "the page";
  self.hostile = true;`;

beforeAll(async () => {
  browser = await launchChromium();
  app = await startApp();
  people = await cast(app);
  await people.ada.comesOnline();
  site = new HostSite(app.url, {
    "/": {},
    "/styled": { head: '<link rel="stylesheet" href="/hostile.css">' },
    "/strict": { policy: strictPolicy(app.url) },
    "/patched": { head: '<script src="/hostile.js"></script>' },
    "/twice": { body: `<script src="${app.url}/widget.js?again" async></script>` },
    "/named": { body: '<div id="Deskbell">A section about Deskbell</div>' },
    "/keys": { head: '<script src="/keys.js"></script>' },
    "/hostile.js": HOSTILE_SCRIPT,
    "/keys.js": `self.keys = []; addEventListener("keydown", ({ key }) => self.keys.push(key))`,
  });
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await app[Symbol.asyncDispose]();
});

/** A fresh browser on one of the pages, which notes what goes wrong there. */
async function visit(address: string, prepare: (page: Page) => Promise<void> = async () => {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  const sockets: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await prepare(page);
  await page.goto(new URL(address, site.url).href);
  const widget = new Widget(page);
  await widget.bell.waitFor({ state: "attached" });
  return { page, widget, errors, requests, sockets, [Symbol.asyncDispose]: () => context.close() };
}

/** Vera writes, Ada answers, and the answer arrives. */
async function talk(widget: Widget, question: string): Promise<void> {
  await widget.sends(question);
  const { conversations } = await people.ada.api.expect<ConversationList>("GET", "/api/conversations");
  const asked = conversations.find(({ lastMessage }) => lastMessage?.text === question);
  await people.ada.says(asked?.id ?? "", `You ask: ${question}`);
  await widget.line(`You ask: ${question}`).waitFor();
}

test("before the first click there is no socket, nothing stored, and no request but the loader's", async () => {
  await using guest = await visit("/");
  const { page, widget, requests, sockets } = guest;
  const stored = () =>
    page.evaluate(async () => [
      document.cookie,
      localStorage.length,
      sessionStorage.length,
      (await indexedDB.databases()).length,
    ]);
  expect(requests).toEqual([`${site.url}/`, `${app.url}/widget.js`]);
  expect(sockets).toEqual([]);
  expect(await stored()).toEqual(["", 0, 0, 0]);

  await widget.opens();
  await widget.sends("Now there is something to store");
  expect(sockets.length).toBe(1);
  expect(requests.length).toBeGreaterThan(2);
  expect(await stored()).not.toEqual(["", 0, 0, 0]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

test("the page gets one global and one element", async () => {
  const names = (page: Page) => page.evaluate(() => Object.getOwnPropertyNames(window));
  await using bare = await browser.newContext();
  const without = await bare.newPage();
  await without.route("**/widget.js", (route) => route.abort());
  await without.goto(site.url);
  const before = new Set(await names(without));

  await using guest = await visit("/");
  await guest.widget.opens();
  await guest.widget.sends("Hello");
  expect((await names(guest.page)).filter((name) => !before.has(name))).toEqual(["Deskbell"]);
  expect(
    await guest.page.locator("body > *").evaluateAll((all) => all.map(({ localName }) => localName)),
  ).toEqual(["main", "script", "deskbell-chat"]);
  expect(
    await guest.page.evaluate(() => document.styleSheets.length + document.adoptedStyleSheets.length),
  ).toBe(0);
});

test("a second script tag hangs no second bell", async () => {
  await using guest = await visit("/twice");
  await guest.page.waitForLoadState("load");
  expect(guest.requests).toContain(`${app.url}/widget.js?again`);
  expect(await guest.widget.bell.count()).toBe(1);
});

test("an element of the page that is called like the global is no obstacle", async () => {
  await using guest = await visit("/named");
  await guest.page.evaluate(() => window.Deskbell?.open());
  await guest.widget.isReady();
  expect(await guest.widget.bell.count()).toBe(1);
});

test("a browser that asks for a language that there is not is no obstacle", async () => {
  await using guest = await visit("/", async (page) => {
    await page.addInitScript(() =>
      Object.defineProperty(navigator, "languages", { get: () => ["en-US@posix", "en"] }),
    );
  });
  await guest.widget.opens();
  expect(guest.errors).toEqual([]);
});

test("the page's stylesheet does not reach the widget", async () => {
  const look = async (path: string) => {
    await using guest = await visit(path, async (page) => {
      await page.route("**/hostile.css", (route) =>
        route.fulfill({ contentType: "text/css", body: HOSTILE_STYLE }),
      );
    });
    await guest.page.emulateMedia({ reducedMotion: "reduce" });
    const connected = new Promise((resolve) => {
      guest.page.on("websocket", (socket) => socket.on("framereceived", resolve));
    });
    await guest.widget.opens();
    await connected;
    await guest.page.getByText("Connecting").waitFor({ state: "detached" });
    return await guest.page.evaluate(() => ({
      heading: getComputedStyle(document.querySelector("h1")!).fontSize,
      widget: [...(document.querySelector("deskbell-chat")?.shadowRoot?.querySelectorAll("*") ?? [])].map(
        (part) => {
          const { x, y, width, height } = part.getBoundingClientRect();
          const { color, fontSize, fontFamily, fontStyle, display, opacity, letterSpacing } =
            getComputedStyle(part);
          const style = [color, fontSize, fontFamily, fontStyle, display, opacity, letterSpacing];
          return [part.localName, x, y, width, height, ...style].join(" ");
        },
      ),
    }));
  };
  const clean = await look("/");
  const styled = await look("/styled");
  expect(styled.heading).not.toBe(clean.heading);
  expect(clean.widget.length).toBeGreaterThan(20);
  expect(styled.widget).toEqual(clean.widget);
});

test("a strict content security policy is enough for a talk both ways", async () => {
  await using guest = await visit("/strict");
  await guest.widget.opens();
  await talk(guest.widget, "Under a strict policy?");
  expect(await guest.widget.panel.evaluate((panel) => getComputedStyle(panel).position)).toBe("fixed");
  expect(guest.errors).toEqual([]);
});

test("patched arrays and a polluted Object.prototype do not break a talk", async () => {
  await using guest = await visit("/patched");
  expect(await guest.page.evaluate(() => Reflect.get(window, "hostile"))).toBe(true);
  await guest.widget.opens();
  await talk(guest.widget, "See https://bells.example, with patched arrays?");
  await guest.widget.closes();
  await guest.page.reload();
  await guest.widget.opens();
  await guest.widget.line("See https://bells.example, with patched arrays?").waitFor();
  expect(guest.errors).toEqual([]);
});

test("when the page swaps its body, the open chat stays as it is", async () => {
  await using guest = await visit("/");
  const { page, widget, sockets } = guest;
  await widget.opens();
  for (let i = 1; i <= 12; i++) await widget.sends(`Line ${i}`);
  await widget.field.fill("Half a thought");
  await widget.scrollsTo(40);

  await page.evaluate(async () => {
    const next = document.createElement("body");
    next.innerHTML = "<main><h1>The next page</h1></main>";
    // Page caches keep a clone of what they leave, with the host element as an empty shell in it.
    const shell = document.querySelector("deskbell-chat")?.cloneNode(true);
    if (shell) next.append(shell);
    document.documentElement.replaceChild(next, document.body);
    const settled = Promise.withResolvers<void>();
    requestAnimationFrame(() => requestAnimationFrame(() => settled.resolve()));
    await settled.promise;
  });
  await page.getByRole("heading", { name: "The next page" }).waitFor();
  expect(await page.locator("deskbell-chat").count()).toBe(1);
  expect(await widget.panel.isVisible()).toBe(true);
  expect(await widget.field.inputValue()).toBe("Half a thought");
  expect(await widget.log.evaluate((log) => log.scrollTop)).toBe(40);
  await page.keyboard.type(", finished");
  expect(await widget.field.inputValue()).toBe("Half a thought, finished");
  await talk(widget, "Still connected?");
  expect(sockets.length).toBe(1);
});

test("when the chat can't be loaded, the bell says so and tries again by keyboard", async () => {
  await using guest = await visit("/");
  const { page, widget, errors } = guest;
  await page.route("**/assets/**", (route) => route.abort());
  await widget.bell.focus();
  await page.keyboard.press("Enter");
  const notice = page.getByRole("alert");
  await notice.getByText("can’t be reached").waitFor();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await notice.getByText("can’t be reached").waitFor();
  await page.unroute("**/assets/**");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await widget.isReady();
  expect(await notice.count()).toBe(0);
  // The browser itself notes the failed requests; no error of ours is among them.
  expect(errors.filter((error) => !error.includes("ERR_FAILED"))).toEqual([]);
});

test("when the desk is gone for good, the page does not notice", async () => {
  const bell = async (page: Page) => {
    await page.route(`${app.url}/**`, (route) => route.abort());
  };
  await using context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await bell(page);
  await page.goto(site.url);
  await page.waitForLoadState("load");
  expect(await page.getByRole("heading", { name: "A host page" }).isVisible()).toBe(true);
  expect(await page.locator("deskbell-chat").count()).toBe(0);
  expect(errors).toEqual([]);
});

test("the demo page's chat works under the page's own policy", async () => {
  await using guest = await visit(`${app.url}/demo`);
  await guest.widget.opens();
  await talk(guest.widget, "Does the brass bell fit?");
  expect(guest.errors).toEqual([]);
});

test("as an import the widget works as it does by its script", async () => {
  const { outputs } = await Bun.build({
    entrypoints: [fileURLToPath(new URL("../../src/widget/init-chat-widget.ts", import.meta.url))],
    target: "browser",
    splitting: true,
    naming: "[name].[ext]",
    plugins: [cssAsText],
  });
  const scripts: Record<string, string> = {};
  for (const output of outputs) scripts[`/${basename(output.path)}`] = await output.text();
  const setUp = `import { initChatWidget } from "/init-chat-widget.js";
    initChatWidget({ baseUrl: ${JSON.stringify(app.url)}, label: "Ask the baker", customerId: "vera" });`;
  using own = new HostSite(app.url, {
    "/": { widget: false, body: '<script type="module" src="/own.js"></script>' },
    "/own.js": setUp,
    ...scripts,
  });
  await using guest = await visit(own.url);
  expect(guest.sockets).toEqual([]);
  expect(await guest.page.getByRole("button", { name: "Ask the baker" }).count()).toBe(1);
  await guest.widget.opens();
  await talk(guest.widget, "Imported?");
  expect(await guest.page.evaluate(() => "Deskbell" in window)).toBe(false);
});

test("what one types into the chat is not for the page's keyboard shortcuts", async () => {
  await using guest = await visit("/keys");
  await guest.page.keyboard.press("x");
  await guest.widget.opens();
  await guest.widget.field.pressSequentially("yz");
  expect(await guest.page.evaluate(() => Reflect.get(window, "keys"))).toEqual(["x"]);
});

test("the page may open, close and remove the chat by itself", async () => {
  await using guest = await visit("/");
  const { page, widget } = guest;
  const call = (method: string) =>
    page.evaluate((name) => Reflect.apply(Reflect.get(window.Deskbell ?? {}, name), undefined, []), method);
  await call("open");
  await widget.isReady();
  await call("close");
  await widget.panel.waitFor({ state: "hidden" });
  await call("remove");
  await page.locator("deskbell-chat").waitFor({ state: "detached" });
});
