import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { conversationChannel } from "../../src/protocol/channels.ts";
import type { ConversationList } from "../../src/protocol/resources.ts";
import { type Cast, cast, type Player } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { HostSite } from "../helpers/host-site.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { Widget } from "../helpers/widget.ts";

let browser: Browser;
let app: App;
let people: Cast;
let site: HostSite;

beforeAll(async () => {
  browser = await launchChromium();
  app = await startApp();
  people = await cast(app);
  await people.ada.comesOnline();
  site = new HostSite(app.url, { "/": {}, "/elsewhere": {} });
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await app[Symbol.asyncDispose]();
});

/** A customer's browser on the host page. Closed with `await using`. */
async function visitor(options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(site.url);
  const widget = new Widget(page);
  return { context, page, widget, [Symbol.asyncDispose]: () => context.close() };
}

/** The conversation that Ada was given last. */
async function newest(agent: Player): Promise<string> {
  const { conversations } = await agent.api.expect<ConversationList>("GET", "/api/conversations");
  const [latest] = conversations.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (!latest) throw new Error("Nobody has asked anything yet");
  return latest.id;
}

test("the bell opens the chat with the focus in it, Esc closes it and gives the focus back", async () => {
  await using vera = await visitor();
  const { widget, page } = vera;
  await widget.opens();
  expect(await widget.bell.getAttribute("aria-expanded")).toBe("true");
  await page.keyboard.type("Typed without a click");
  expect(await widget.field.inputValue()).toBe("Typed without a click");
  await widget.closes();
  expect(await widget.bell.getAttribute("aria-expanded")).toBe("false");
  expect(await focused(page)).toBe("bell");
});

test("the log is a live region before the first message, and each message names its sender", async () => {
  await using vera = await visitor();
  const { widget } = vera;
  await widget.opens();
  expect(await widget.log.getAttribute("aria-live")).toBe("polite");
  expect(await widget.spoken()).toEqual([]);
  await widget.sends("Is the bakery open?");
  await people.ada.says(await newest(people.ada), "Until six.");
  await widget.line("Until six.").waitFor();
  expect(await widget.spoken()).toEqual(["You: Is the bakery open?", "Ada: Until six."]);
});

test("a text is announced once: its line stays the same element when the desk has it", async () => {
  await using vera = await visitor();
  const { widget, page } = vera;
  await widget.opens();
  await widget.sends("First");
  const posts = "**/api/conversations/*/messages";
  await page.route(posts, (route) => route.abort());
  await widget.says("Second");
  await widget.line("Second").getByText("Sending").waitFor();
  await widget.line("Second").evaluate((line) => line.setAttribute("data-seen", ""));
  await page.unroute(posts);
  await widget.line("Second").getByText("Sent").waitFor();
  expect(await widget.line("Second").getAttribute("data-seen")).toBe("");
});

test("a sent text is seen once the agent has read it", async () => {
  await using vera = await visitor();
  const { widget } = vera;
  await widget.opens();
  await widget.sends("Did you see this?");
  expect(await widget.line("Did you see this?").getByText("Sent").isVisible()).toBe(true);
  const id = await newest(people.ada);
  const { position } = await people.ada.sees(id);
  await people.ada.api.expect("PUT", `/api/conversations/${id}/read-marker`, { upTo: position.seq });
  await widget.line("Did you see this?").getByText("Seen").waitFor();
});

test("each side sees that the other is typing, and no longer once they stop", async () => {
  await using vera = await visitor();
  const { widget } = vera;
  await widget.opens();
  await widget.sends("Hello");
  const id = await newest(people.ada);
  const thread = await people.ada.follows(id);

  await widget.field.pressSequentially("One more thing");
  expect(await thread.nextOf("client-typing")).toMatchObject({ channel: conversationChannel(id) });
  thread.send({ event: "client-typing", channel: conversationChannel(id), data: "{}" });
  const label = widget.panel.getByText("Ada is typing");
  await label.waitFor();
  await label.waitFor({ state: "detached" });
});

test("a refused text stays, says so, and can be sent again", async () => {
  await using vera = await visitor();
  const { widget, page } = vera;
  await widget.opens();
  await widget.sends("First");
  // What a firewall in front of the desk does to a text that it dislikes.
  const posts = "**/api/conversations/*/messages";
  const problem = {
    type: "about:blank",
    title: "This is not yours to see or change",
    status: 403,
    code: "forbidden",
  };
  await page.route(posts, (route) =>
    route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      headers: { "access-control-allow-origin": "*" },
      body: JSON.stringify(problem),
    }),
  );
  await widget.says("Second");
  const line = widget.line("Second");
  await line.getByText("Not sent").waitFor();
  expect(await line.textContent()).toContain(problem.title);
  await page.unroute(posts);
  await line.getByRole("button", { name: "Try again" }).click();
  await line.getByText("Sent").waitFor();
  const { messages } = await people.ada.sees(await newest(people.ada));
  expect(messages.map(({ text }) => text)).toEqual(["First", "Second"]);
});

test("a refused text can be thrown away", async () => {
  await using vera = await visitor();
  const { widget, page } = vera;
  await widget.opens();
  await widget.sends("First");
  await page.route("**/api/conversations/*/messages", (route) =>
    route.fulfill({
      status: 413,
      contentType: "application/problem+json",
      headers: { "access-control-allow-origin": "*" },
      body: JSON.stringify({
        type: "about:blank",
        title: "The body is too large",
        status: 413,
        code: "too-large",
      }),
    }),
  );
  await widget.says("Never mind");
  await widget.line("Never mind").getByRole("button", { name: "Delete" }).click();
  await widget.line("Never mind").waitFor({ state: "detached" });
  expect(await focused(page)).toBe("composer-field");
  expect(await widget.spoken()).toEqual(["You: First"]);
});

test("what could not be sent survives a reload and is sent once it can be", async () => {
  await using vera = await visitor();
  const { widget, page } = vera;
  await widget.opens();
  await widget.sends("Before the tunnel");
  const posts = "**/api/conversations/*/messages";
  await page.route(posts, (route) => route.abort());
  await widget.says("In the tunnel");
  await widget.field.fill("Half a thought");
  await page.reload();
  await widget.line("In the tunnel").getByText("Sending").waitFor();
  expect(await widget.field.inputValue()).toBe("Half a thought");
  await page.unroute(posts);
  await widget.line("In the tunnel").getByText("Sent").waitFor();
  expect(await widget.spoken()).toEqual(["You: Before the tunnel", "You: In the tunnel"]);
});

test("while it is closed the bell counts what arrives, and opening reads it", async () => {
  await using vera = await visitor();
  const { widget, page } = vera;
  await widget.opens();
  await widget.sends("I will wait");
  await widget.closes();
  const id = await newest(people.ada);
  await people.ada.says(id, "Coming");
  await page.getByRole("button", { name: "Chat with us, 1 unread" }).waitFor();
  const answer = await people.ada.says(id, "Here you are");
  await page.getByRole("button", { name: "Chat with us, 2 unread" }).waitFor();
  const thread = await people.ada.follows(id);
  await widget.opens();
  await widget.line("Here you are").waitFor();
  expect(await thread.nextOf("message:read")).toMatchObject({ data: { side: "customer", upTo: answer.seq } });
  await widget.closes();
  await page.getByRole("button", { name: "Chat with us", exact: true }).waitFor();
});

test("two tabs of one customer show the same, own messages included", async () => {
  await using vera = await visitor();
  const { widget, context } = vera;
  await widget.opens();
  await widget.sends("From the first tab");
  const page = await context.newPage();
  await page.goto(site.url);
  const second = new Widget(page);
  await second.opens();
  await second.line("From the first tab").waitFor();
  await second.sends("From the second tab");
  await people.ada.says(await newest(people.ada), "To both");
  for (const tab of [widget, second]) {
    await tab.line("To both").waitFor();
    expect(await tab.spoken()).toEqual([
      "You: From the first tab",
      "You: From the second tab",
      "Ada: To both",
    ]);
  }
});

test("the chat comes back as it was left on the next page of the tab, without taking the focus", async () => {
  await using vera = await visitor();
  const { widget, page, context } = vera;
  await widget.opens();
  await widget.sends("Stay with me");
  await page.goto(`${site.url}/elsewhere`);
  await widget.line("Stay with me").waitFor();
  expect(await focused(page)).toBeUndefined();
  await widget.bell.click();
  await page.goto(site.url);
  await people.ada.says(await newest(people.ada), "Still here?");
  await page.getByRole("button", { name: "Chat with us, 1 unread" }).waitFor();

  const other = await context.newPage();
  const requests: string[] = [];
  other.on("request", (request) => requests.push(request.url()));
  await other.goto(site.url);
  await new Widget(other).bell.waitFor();
  expect(requests).toEqual([`${site.url}/`, `${app.url}/widget.js`]);
});

test("earlier messages come when one scrolls up, and what one reads stays where it is", async () => {
  await using vera = await visitor();
  const { widget } = vera;
  await widget.opens();
  await widget.sends("The beginning");
  const id = await newest(people.ada);
  for (let i = 1; i <= 70; i++) await people.ada.says(id, `Line ${i}`);
  await widget.line("Line 70").waitFor();
  await vera.page.reload();
  await widget.line("Line 70").waitFor();
  expect(await widget.line("The beginning").count()).toBe(0);

  const measured = Promise.withResolvers<void>();
  await vera.page.route("**/messages?*", async (route) => {
    await measured.promise;
    await route.continue();
  });
  await widget.scrollsTo(100);
  const before = await widget.line("Line 25").boundingBox();
  measured.resolve();
  await widget.line("The beginning").waitFor();
  const after = await widget.line("Line 25").boundingBox();
  // Lines have heights in fractions of a pixel, and a scroll position may be a whole number of them only.
  expect(Math.abs((after?.y ?? Number.NaN) - (before?.y ?? Number.NaN))).toBeLessThan(1);
});

test("history is not read out as if somebody were writing it now", async () => {
  await using vera = await visitor();
  const { widget, page } = vera;
  await widget.opens();
  await widget.sends("First");
  await widget.sends("Second");
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.reload();
  await widget.line("Second").waitFor();
  expect(await widget.log.getAttribute("aria-live")).toBe("off");
  await page.clock.runFor(1_000);
  expect(await widget.log.getAttribute("aria-live")).toBe("polite");
});

test("who reads further up is not moved by a new message, but told of it", async () => {
  await using vera = await visitor();
  const { widget } = vera;
  await widget.opens();
  await widget.sends("The beginning");
  const id = await newest(people.ada);
  for (let i = 1; i <= 20; i++) await people.ada.says(id, `Line ${i}`);
  await widget.line("Line 20").waitFor();
  await widget.scrollsTo(0);
  await people.ada.says(id, "The end");
  const pill = widget.panel.getByRole("button", { name: "New messages" });
  await pill.waitFor();
  expect(await widget.log.evaluate((log) => log.scrollTop)).toBe(0);
  await pill.click();
  await pill.waitFor({ state: "detached" });
  expect(await widget.line("The end").isVisible()).toBe(true);
});

test("on a phone the chat covers the page, and the page behind is out of reach", async () => {
  await using vera = await visitor({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: "reduce",
  });
  const { widget, page } = vera;
  await widget.opens();
  expect(await widget.panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  expect(await widget.panel.evaluate((panel) => panel.matches(":modal"))).toBe(true);
  await page.getByRole("button", { name: "Close the chat" }).first().click();
  await widget.panel.waitFor({ state: "hidden" });
  expect(await focused(page)).toBe("bell");
});

/** The class of what has the focus inside the widget; undefined when the page has it. */
function focused(page: Widget["page"]): Promise<string | undefined> {
  return page.evaluate(() => document.querySelector("deskbell-chat")?.shadowRoot?.activeElement?.className);
}
