import { afterAll, beforeAll, expect, test } from "bun:test";
import { SignJWT } from "jose";
import type { Browser, Route } from "playwright-core";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { SdkSite } from "../helpers/sdk-page.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";

// Unsent texts in a real browser: its database, its locks between tabs, its idea of being offline.

let browser: Browser;
let app: InProcessApp;
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

/** A customer's browser on a site, with a network between it and the desk that the test can spoil. */
async function visitor({ head = "" } = {}) {
  const network = await FlakyNetwork.to(app.url);
  const site = await SdkSite.for(network.url, head);
  const context = await browser.newContext();
  return {
    network,
    opens: (identity?: string) => site.openIn(context, identity),
    context,
    /** Nothing reaches the desk any more. */
    lose() {
      network.stall();
      network.cut();
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      site[Symbol.dispose]();
      await network[Symbol.asyncDispose]();
    },
  };
}

function identityOf(subject: string): Promise<string> {
  return new SignJWT({ name: subject })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(people.identitySecret));
}

test("texts that were not sent survive a reload, and are then sent once and in order", async () => {
  await using vera = await visitor();
  const tab = await vera.opens();
  await tab.sends("Hello");
  await tab.untilTexts("Hello");
  vera.lose();
  await tab.sends("one", "two");
  await tab.untilPending("one", "two");
  await tab.untilKept(2);
  await tab.reload();
  await tab.untilPending("one", "two");
  await tab.sends("three");
  await tab.untilPending("one", "two", "three");
  vera.network.resume();
  await tab.untilTexts("Hello", "one", "two", "three");
  await tab.reload();
  await tab.untilTexts("Hello", "one", "two", "three");
  await tab.untilKept(0);
  expect(tab.errors).toEqual([]);
});

test("so do the first words, which open the conversation, and what was written behind them", async () => {
  await using vera = await visitor();
  const tab = await vera.opens();
  await tab.untilConnection("connected");
  vera.lose();
  await tab.sends("first", "second");
  await tab.untilPending("first", "second");
  await tab.untilKept(2);
  await tab.reload();
  await tab.untilPending("first", "second");
  vera.network.resume();
  await tab.untilTexts("first", "second");
});

test("a text that the desk refused is there after a reload, with the reason, and can be discarded for good", async () => {
  await using vera = await visitor();
  const tab = await vera.opens();
  await tab.sends("Hello", "x".repeat(4_001));
  await tab.page.waitForFunction(() => chat.state.conversation?.state.pending[0]?.status === "failed");
  await tab.reload();
  await tab.untilPending("x".repeat(4_001));
  const { pending } = await tab.shows();
  expect(pending[0]).toMatchObject({ status: "failed", problem: expect.stringMatching(/\w+ \w+/) });
  await tab.page.evaluate((id) => chat.state.conversation?.discard(id), pending[0]?.clientId ?? "");
  await tab.untilKept(0);
  await tab.reload();
  await tab.untilTexts("Hello");
});

test("two people who use one browser never see or send each other's unsent texts", async () => {
  await using browserOfTwo = await visitor();
  const vera = await browserOfTwo.opens(await identityOf("vera"));
  await vera.sends("Vera here");
  await vera.untilTexts("Vera here");
  browserOfTwo.lose();
  await vera.sends("A secret");
  await vera.untilPending("A secret");
  await vera.untilKept(1);
  await vera.page.close();
  browserOfTwo.network.resume();
  const omar = await browserOfTwo.opens(await identityOf("omar"));
  await omar.sends("Omar here");
  await omar.untilTexts("Omar here");
  await omar.untilKept(1);
  await omar.page.close();
  const again = await browserOfTwo.opens(await identityOf("vera"));
  await again.untilTexts("Vera here", "A secret");
});

test("a tab sends what another tab of the same customer left behind, once it is back online", async () => {
  await using vera = await visitor();
  const first = await vera.opens();
  await first.sends("Hello");
  await first.untilTexts("Hello");
  const second = await vera.opens();
  await second.untilTexts("Hello");
  vera.lose();
  await first.sends("my last words");
  await first.untilPending("my last words");
  await first.untilKept(1);
  await first.page.close();
  vera.network.resume();
  await second.untilTexts("Hello", "my last words");
  await second.untilKept(0);
});

test("two tabs that begin a conversation at the same moment begin one", async () => {
  await using vera = await visitor();
  const first = await vera.opens();
  const second = await vera.opens();
  await Promise.all([first.sends("from the first"), second.sends("from the second")]);
  const both = async () => (await first.shows()).texts;
  await first.page.waitForFunction(() => chat.state.conversation?.state.messages.length === 2);
  await second.untilTexts(...(await both()));
  expect((await both()).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "from the first",
    "from the second",
  ]);
});

test("first words whose answer was lost are not said again elsewhere, not even after a reload", async () => {
  await using vera = await visitor();
  const tab = await vera.opens();
  await tab.sends("First");
  await tab.untilTexts("First");
  const first = await tab.page.evaluate(() => chat.state.conversation?.id ?? "");
  const stored = Promise.withResolvers<void>();
  const loseTheAnswer = async (route: Route) => {
    await route.fetch();
    vera.lose();
    await route.abort();
    stored.resolve();
  };
  await tab.page.route("**/api/conversations", loseTheAnswer, { times: 1 });
  await tab.page.evaluate(() => chat.startNew());
  await tab.sends("Second");
  await stored.promise;
  await people.ada.comesOnline();
  await people.grace.api.expect("PUT", `/api/conversations/${first}/assignment`, {
    agentId: people.ada.id,
    evenIfAway: true,
  });
  await people.ada.says(first, "This makes the first one the newest");
  await tab.reload();
  vera.network.resume();
  await tab.untilTexts("Second");
  const { messages } = await people.ada.sees(first);
  expect(messages.map(({ text }) => text)).not.toContain("Second");
});

test("a browser that forbids its database, its storage and its locks sends all the same", async () => {
  const forbid = `<script>
    for (const name of ["indexedDB", "localStorage"])
      Object.defineProperty(self, name, { get() { throw new DOMException("no", "SecurityError") } });
    Object.defineProperty(navigator, "locks", { value: undefined });
  </script>`;
  await using vera = await visitor({ head: forbid });
  const tab = await vera.opens();
  await tab.sends("one", "two");
  await tab.untilTexts("one", "two");
  vera.lose();
  await tab.sends("three");
  vera.network.resume();
  await tab.untilTexts("one", "two", "three");
  expect(tab.errors).toEqual([]);
});

test("a page that has bent arrays and JSON to its own ideas is no obstacle", async () => {
  const bent = `<script>
    const mine = () => { throw new Error("This was the page's own") };
    for (const name of ["reduce", "find", "filter", "map", "some", "every", "includes", "findIndex", "flatMap"])
      Array.prototype[name] = mine;
    Array.from = mine;
    Array.prototype.toJSON = function () { return "[" + this.join() + "]" };
    Array.prototype.each = function () {};
    Object.prototype.extend = function () {};
    Date.prototype.toJSON = mine;
  </script>`;
  await using vera = await visitor({ head: bent });
  const tab = await vera.opens();
  await tab.sends("one", "two");
  await tab.page.waitForFunction(() => chat.state.conversation?.state.messages.length === 2);
  const id = await tab.page.evaluate(() => chat.state.conversation?.id ?? "");
  await people.ada.comesOnline();
  await people.grace.api.expect("PUT", `/api/conversations/${id}/assignment`, {
    agentId: people.ada.id,
    evenIfAway: true,
  });
  await people.ada.says(id, "three");
  await tab.page.waitForFunction(() => chat.state.conversation?.state.messages.length === 3);
  expect(tab.errors).toEqual([]);
});

test("a device without a network says so, and is connected when it has one again", async () => {
  await using vera = await visitor();
  const tab = await vera.opens();
  await tab.untilConnection("connected");
  await vera.context.setOffline(true);
  vera.network.cut();
  await tab.untilConnection("offline");
  await tab.sends("from the tunnel");
  await vera.context.setOffline(false);
  await tab.untilConnection("connected");
  await tab.untilTexts("from the tunnel");
});
