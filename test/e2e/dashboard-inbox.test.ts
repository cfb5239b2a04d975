import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { conversationChannel } from "../../src/protocol/channels.ts";
import { HISTORY_PAGE } from "../../src/protocol/resources.ts";
import { cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { startApp, startProcess } from "../helpers/start-app.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

test("a new conversation lights the dashboard up, is announced, and loses its light once it is looked at", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await using dashboard = await Dashboard.of(browser, app, ada);
  await dashboard.page.getByRole("heading", { name: "All quiet" }).waitFor();

  await vera.opens("Is my order on its way?");
  await dashboard.row("Vera").getByText("New").waitFor();
  await dashboard.page.getByRole("status").getByText("New conversation with Vera").waitFor();
  await dashboard.row("Vera").getByText("Is my order on its way?").waitFor();
  await dashboard.row("Vera").getByText("1 unread").waitFor();
  await dashboard.page.waitForFunction(() => document.title === "(1) Inbox · Deskbell");

  await dashboard.opens("Vera");
  await dashboard.line("Is my order on its way?").waitFor();
  await dashboard.row("Vera").locator(".unread-mark").waitFor({ state: "detached" });
  await dashboard.page.waitForFunction(() => document.title === "Vera · Deskbell");
  expect(await dashboard.row("Vera").getByText("New").count()).toBe(0);
  expect(dashboard.complaints).toEqual([]);
});

test("what one writes elsewhere is counted, whose turn it was last is told, and who is typing", async () => {
  await using app = await startApp();
  const { ada, vera, omar } = await cast(app);
  await using dashboard = await Dashboard.of(browser, app, ada);
  const { conversation, position } = await vera.opens("Hello");
  await omar.opens("Good morning");
  await dashboard.opens("Omar");

  await vera.says(conversation.id, "Are you there?");
  await dashboard.row("Vera").getByText("2 unread").waitFor();
  await dashboard.row("Vera").getByText("Are you there?").waitFor();
  expect(await dashboard.row("Omar").locator(".unread-mark").count()).toBe(0);

  const widget = await vera.connects();
  await widget.subscribe(conversationChannel(conversation.id), { since: position });
  widget.send({ event: "client-typing", channel: conversationChannel(conversation.id), data: "{}" });
  await dashboard.row("Vera").getByText("is typing").waitFor();
  await dashboard.row("Vera").getByText("is typing").waitFor({ state: "detached" });

  await dashboard.opens("Vera");
  await dashboard.replies("I am");
  await dashboard.row("Vera").getByText("You: I am").waitFor();
});

test("a reply reaches the customer, and is marked as seen when they have read it", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await using dashboard = await Dashboard.of(browser, app, ada);
  const { conversation, position } = await vera.opens("Is my order on its way?");
  const widget = await vera.connects();
  await widget.subscribe(conversationChannel(conversation.id), { since: position });
  await dashboard.opens("Vera");
  expect(await widget.nextOf("message:read")).toMatchObject({ data: { side: "agent", upTo: 1 } });

  await dashboard.field.pressSequentially("It l");
  expect(await widget.nextOf("client-typing")).toMatchObject({ user_id: ada.id });
  await dashboard.replies("It left this morning.\nAny other wish?");
  const { data, seq } = await widget.nextOf("message:new");
  expect(data).toMatchObject({ text: "It left this morning.\nAny other wish?", senderId: ada.id });
  await dashboard.line("It left this morning.").getByText("Sent").waitFor();
  expect(await dashboard.field.inputValue()).toBe("");

  await vera.api.expect("PUT", `/api/conversations/${conversation.id}/read-marker`, { upTo: seq });
  await dashboard.line("It left this morning.").getByText("Seen").waitFor();
});

test("older messages come when one scrolls up, and what one reads stays where it is", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await using dashboard = await Dashboard.of(browser, app, ada);
  const { conversation } = await vera.opens("message 1");
  const count = HISTORY_PAGE * 2;
  for (let n = 2; n <= count; n++) await vera.says(conversation.id, `message ${n}`);
  const everything = Array.from({ length: count }, (_, n) => `message ${n + 1}`);
  await dashboard.page.reload();
  await dashboard.opens("Vera");
  await dashboard.line(`message ${count}`).waitFor();
  expect((await dashboard.said()).length).toBeLessThan(count);

  // What is in the middle of the view before the page comes is there after it as well.
  const shift = await dashboard.log.evaluate(async (log) => {
    const lines = () => [...log.querySelectorAll<HTMLElement>(".line")];
    const before = lines().length;
    log.scrollTop = 100;
    const [watched] = lines().slice(5);
    const place = () => (watched?.getBoundingClientRect().top ?? 0) - log.getBoundingClientRect().top;
    const at = place();
    while (lines().length === before) await new Promise((resume) => requestAnimationFrame(resume));
    return Math.abs(place() - at);
  });
  expect(shift).toBeLessThan(2);
  await dashboard.log.press("Home");
  await dashboard.page.getByText("rang on").waitFor();
  expect(await dashboard.said()).toEqual(everything);
});

test("who is away gets no new conversations until they are back", async () => {
  await using app = await startApp();
  const { ada, ben, vera, omar } = await cast(app);
  await using dashboard = await Dashboard.of(browser, app, ada);
  await dashboard.availability.click();
  await dashboard.page.locator("[role=switch][aria-checked=false]").waitFor();
  await dashboard.page.getByText("You are away").waitFor();

  const { conversation } = await vera.opens("Hello?");
  expect(conversation.assignee).toBeNull();
  await dashboard.page.reload();
  await dashboard.isLive();
  expect(await dashboard.availability.getAttribute("aria-checked")).toBe("false");

  await dashboard.availability.click();
  await dashboard.row("Vera").waitFor();
  await ben.comesOnline();
  await dashboard.availability.click();
  await dashboard.page.locator("[role=switch][aria-checked=false]").waitFor();
  expect((await omar.opens("Hi")).conversation.assignee?.name).toBe("Ben");
});

test("a resolved conversation moves to the closed ones, and a customer's word brings it back", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await using dashboard = await Dashboard.of(browser, app, ada);
  const { conversation } = await vera.opens("Is my order on its way?");
  await dashboard.opens("Vera");
  await dashboard.page.getByRole("button", { name: "Resolve" }).click();
  await dashboard.page.getByText("No open conversations").waitFor();
  await dashboard.page.getByText("Resolved. A reply opens it again.").waitFor();
  expect((await vera.sees(conversation.id)).conversation.status).toBe("closed");

  await dashboard.page.getByRole("link", { name: "Closed" }).click();
  await dashboard.opens("Vera");
  expect(dashboard.page.url()).toBe(`${app.url}/dashboard/closed/${conversation.id}`);
  expect(await dashboard.said()).toEqual(["Is my order on its way?"]);

  await vera.says(conversation.id, "And when does it come?");
  await dashboard.line("And when does it come?").waitFor();
  await dashboard.page.getByText("Nothing here yet").waitFor();
  await dashboard.page.getByRole("link", { name: "Inbox" }).click();
  await dashboard.row("Vera").waitFor();

  await dashboard.opens("Vera");
  await dashboard.page.getByRole("button", { name: "Resolve" }).click();
  await dashboard.page.getByRole("button", { name: "Open again" }).click();
  await dashboard.row("Vera").waitFor();
  expect((await vera.sees(conversation.id)).conversation.status).toBe("open");
});

test("a conversation that is handed over vanishes here at once and lights up there", async () => {
  await using app = await startApp();
  const { ada, ben, grace, vera } = await cast(app);
  await using adas = await Dashboard.of(browser, app, ada);
  const { conversation } = await vera.opens("Is my order on its way?");
  await using bens = await Dashboard.of(browser, app, ben);
  await adas.opens("Vera");
  await adas.handsOver(/^Ben\s*Available · 0 conversations/);
  await adas.page.getByText("Vera is with Ben now").waitFor();
  await adas.row("Vera").waitFor({ state: "detached" });
  await bens.row("Vera").getByText("New").waitFor();
  expect(adas.page.url()).toBe(`${app.url}/dashboard`);

  // Taken away by somebody else, while it is open.
  await bens.opens("Vera");
  await bens.field.fill("Half a");
  await grace.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
    agentId: ada.id,
    evenIfAway: true,
  });
  await bens.page.getByRole("heading", { name: "Not with you" }).waitFor();
  expect(await bens.names()).toEqual([]);
  await adas.opens("Vera");
  expect(await adas.said()).toEqual(["Is my order on its way?"]);

  await bens.page.goto(`${app.url}/dashboard/c/${conversation.id}`);
  await bens.page.getByRole("heading", { name: "Not with you" }).waitFor();
});

test("two dashboards of one agent show the same: words, marks, what is read, and whether they are there", async () => {
  await using app = await startApp();
  const { ada, vera, omar } = await cast(app);
  await using left = await Dashboard.of(browser, app, ada);
  await using right = await Dashboard.of(browser, app, ada);
  const { conversation } = await vera.opens("Hello");
  await omar.opens("Good morning");
  for (const dashboard of [left, right]) {
    await dashboard.row("Vera").getByText("1 unread").waitFor();
    await dashboard.row("Omar").getByText("1 unread").waitFor();
  }

  await left.opens("Vera");
  await right.row("Vera").locator(".unread-mark").waitFor({ state: "detached" });
  await left.replies("Hello Vera");
  await right.row("Vera").getByText("You: Hello Vera").waitFor();
  await right.opens("Vera");
  await right.replies("How can I help?");
  await left.line("How can I help?").waitFor();
  await vera.says(conversation.id, "My bell rattles");
  const talk = ["Hello", "Hello Vera", "How can I help?", "My bell rattles"];
  for (const dashboard of [left, right]) {
    await dashboard.line("My bell rattles").waitFor();
    expect(await dashboard.said()).toEqual(talk);
    expect(await dashboard.names()).toEqual(["Vera", "Omar"]);
  }

  await left.availability.click();
  await right.page.locator("[role=switch][aria-checked=false]").waitFor();
  await right.availability.click();
  await left.page.locator("[role=switch][aria-checked=true]").waitFor();
  await left.page.getByRole("button", { name: "Resolve" }).click();
  await right.row("Vera").waitFor({ state: "detached" });
});

test("rows stay where they are under the pointer, and a button tells that there is newer", async () => {
  await using app = await startApp();
  const { ada, vera, omar } = await cast(app);
  await using dashboard = await Dashboard.of(browser, app, ada);
  const { conversation } = await vera.opens("Hello");
  await omar.opens("Good morning");
  await dashboard.row("Omar").waitFor();
  expect(await dashboard.names()).toEqual(["Omar", "Vera"]);

  await dashboard.row("Omar").hover();
  await vera.says(conversation.id, "Are you there?");
  await dashboard.row("Vera").getByText("Are you there?").waitFor();
  expect(await dashboard.names()).toEqual(["Omar", "Vera"]);

  await dashboard.page.getByRole("button", { name: "Newer above" }).click();
  await dashboard.page.locator(".row-name bdi").first().getByText("Vera").waitFor();
  expect(await dashboard.names()).toEqual(["Vera", "Omar"]);
  await omar.says(
    (await omar.api.expect<{ conversations: { id: string }[] }>("GET", "/api/conversations")).conversations[0]
      ?.id ?? "",
    "Still there?",
  );
  await dashboard.page.locator(".row-name bdi").first().getByText("Omar").waitFor();
});

test("what is written while the connection is away is told as unsent, and sent when it is back", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await using network = await FlakyNetwork.to(app.url);
  await using dashboard = await Dashboard.of(browser, { url: network.url }, ada);
  const { conversation } = await vera.opens("Hello");
  await dashboard.opens("Vera");
  await dashboard.context.setOffline(true);
  network.cut();
  await dashboard.page.getByText("You are offline").waitFor();
  await dashboard.replies("One moment");
  await dashboard.line("One moment").getByText("Sending").waitFor();
  await dashboard.page.getByText("Offline · 1 unsent").waitFor();

  await vera.says(conversation.id, "I wait");
  await dashboard.context.setOffline(false);
  await dashboard.line("One moment").getByText("Sent").waitFor();
  await dashboard.line("I wait").waitFor();
  await dashboard.isLive();
  const { messages } = await vera.sees(conversation.id);
  expect(await dashboard.said()).toEqual(messages.map(({ text }) => text));
});

test("a server that is killed and started again leaves nothing behind but a moment of waiting", async () => {
  await using before = await startProcess();
  const people = await cast(before);
  const { ada, vera } = people;
  await using network = await FlakyNetwork.to(before.url);
  await using dashboard = await Dashboard.of(browser, { url: network.url }, ada);
  const { conversation } = await vera.opens("Hello");
  await dashboard.opens("Vera");
  await dashboard.page.evaluate(() => document.body.setAttribute("data-same-page", ""));
  await before.kill();
  await dashboard.page.getByText("Connection lost. Trying again").waitFor();
  await dashboard.replies("One moment");
  await dashboard.line("One moment").getByText("Sending").waitFor();

  await using after = await startProcess({ dataDir: before.dataDir });
  network.redirect(after.url);
  await vera.at(after).says(conversation.id, "Are you there?");
  await people.omar.at(after).opens("Good morning");
  await dashboard.isLive();
  await dashboard.line("One moment").getByText("Sent").waitFor();
  await dashboard.line("Are you there?").waitFor();
  await dashboard.row("Omar").waitFor();
  const { messages } = await vera.at(after).sees(conversation.id);
  expect(await dashboard.said()).toEqual(messages.map(({ text }) => text));
  expect(await dashboard.page.locator("[data-same-page]").count()).toBe(1);
});
