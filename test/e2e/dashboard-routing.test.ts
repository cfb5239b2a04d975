import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { ConversationSnapshot, Person } from "../../src/protocol/resources.ts";
import type { Team, TeamSettings } from "../../src/protocol/teams.ts";
import { axeFaults } from "../helpers/axe-faults.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { startApp } from "../helpers/start-app.ts";

let browser: Browser;

/** Room for three panes; a colour that is still changing has another contrast than the one meant. */
const DESKTOP = { viewport: { width: 1400, height: 900 }, reducedMotion: "reduce" } as const;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

async function theTeamIs({ grace }: Cast, settings: Partial<TeamSettings>): Promise<void> {
  const { teams } = await grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  await grace.api.expect("PUT", `/api/teams/${teams[0]?.id}`, { settings });
}

/** Settles once somebody has it. */
async function eventuallyAssigned({ vera }: Cast, id: string): Promise<{ assignee: Person }> {
  for (;;) {
    const { assignee } = (await vera.sees(id)).conversation;
    if (assignee) return { assignee };
  }
}

const assignment = (id: string) => `/api/conversations/${id}/assignment`;

test("what waits is read before it is taken; of two who take it at once one gets it and the other is told; a leaver's lights up", async () => {
  await using app = await startApp();
  const people = await cast(app);
  const { ada, ben, vera, omar } = people;
  await theTeamIs(people, { strategy: "manual" });
  await using adas = await Dashboard.of(browser, app, ada, { ...DESKTOP, path: "/dashboard/queue" });
  await using bens = await Dashboard.of(browser, app, ben, { ...DESKTOP, path: "/dashboard/queue" });
  await adas.page.getByText("Nobody waits").waitFor();

  const { conversation } = await vera.opens("Is my order on its way?");
  await adas.page.getByRole("link", { name: "Queue 1 waiting" }).waitFor();
  await adas.row("Vera").getByText("Is my order on its way?").waitFor();
  await adas.opens("Vera");
  await adas.line("Is my order on its way?").waitFor();
  await vera.says(conversation.id, "It is number 7");
  await adas.line("It is number 7").waitFor();
  await adas.row("Vera").getByText("It is number 7").waitFor();
  expect(await axeFaults(adas.page)).toEqual([]);
  expect(await adas.field.count()).toBe(0);

  // Both have seen it wait; what comes to both at once is held back until both have asked.
  const asked = Promise.withResolvers<void>();
  let count = 0;
  for (const { page } of [adas, bens])
    await page.route("**/assignment", async (route) => {
      if (++count === 2) asked.resolve();
      await asked.promise;
      await route.continue();
    });
  await bens.row("Vera").waitFor();
  await adas.page.keyboard.press("t");
  await bens.row("Vera").getByRole("button", { name: "Take" }).click();
  await asked.promise;
  const { assignee } = await eventuallyAssigned(people, conversation.id);
  const [winner, loser] = assignee.id === ada.id ? [adas, bens] : [bens, adas];
  // By name, once the queue has told who: the refusal may come before.
  await loser.page.getByText(/(?:Ada|Ben|A colleague) was faster: Vera is in good hands\./).waitFor();
  await loser.row("Vera").waitFor({ state: "detached" });
  await winner.field.waitFor();
  expect(await winner.names()).toEqual(["Vera"]);

  // She goes before she has answered: everybody else may have it.
  await winner.context.close();
  await loser.page.getByRole("link", { name: "Queue 1 waiting" }).waitFor();
  await loser.page.getByRole("button", { name: "Dismiss" }).click();
  await loser.page.goto(`${app.url}/dashboard`);
  await loser.page.getByRole("link", { name: "1 waits in the queue" }).waitFor();
  await theTeamIs(people, { strategy: "round-robin" });
  await loser.row("Vera").getByText("New").waitFor();
  await omar.opens("Good morning");
  await loser.row("Omar").getByText("New").waitFor();
});

test("a conversation is handed over with a note, says why it came, sleeps until its customer writes, and goes back", async () => {
  await using app = await startApp();
  const people = await cast(app);
  const { ada, ben, grace, vera } = people;
  await ben.comesOnline();
  const { conversation } = await vera.opens("Puis-je payer par facture ?");
  await using adas = await Dashboard.of(browser, app, ada, DESKTOP);
  await using bens = await Dashboard.of(browser, app, ben, DESKTOP);
  const { page } = bens;
  await bens.opens("Vera");
  await page.keyboard.press("l");
  await page.getByLabel("Add a label").fill("Billing");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove billing" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "Done" }).click();
  await page.locator(".details-pane .label-chip", { hasText: "billing" }).waitFor();

  // Somebody who is not there gets it only upon a second word.
  await page.keyboard.press("h");
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("radio", { name: /^Grace\s*Offline/ }).check();
  await sheet.getByRole("button", { name: "Hand over" }).click();
  await sheet.getByRole("button", { name: "Give it all the same" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await sheet.getByRole("radio", { name: /^Ada\s*Available/ }).check();
  await sheet.getByLabel("A note").fill("She speaks French");
  await sheet.getByRole("button", { name: "Hand over" }).click();
  await page.getByText("Vera is with Ada now.").waitFor();
  await bens.row("Vera").waitFor({ state: "detached" });

  await adas.opens("Vera");
  await adas.page.getByRole("complementary", { name: "Note" }).getByText("She speaks French").waitFor();
  await adas.page.getByRole("button", { name: "Why did I get this?" }).click();
  await adas.page.locator(".why-log").getByText("Ben handed it to you.").waitFor();
  await adas.page.locator(".why-log").getByText("Given to Ben: nobody else was there with room.").waitFor();
  expect(await axeFaults(adas.page)).toEqual([]);

  await adas.page.keyboard.press("z");
  await adas.page.getByRole("dialog").getByRole("button", { name: "Until Vera writes" }).waitFor();
  expect(await axeFaults(adas.page)).toEqual([]);
  await adas.page.getByRole("button", { name: "Until Vera writes" }).click();
  await adas.row("Vera").waitFor({ state: "detached" });
  await adas.page.getByRole("link", { name: "Snoozed" }).click();
  await adas.row("Vera").waitFor();
  await vera.says(conversation.id, "Êtes-vous là ?");
  await adas.row("Vera").waitFor({ state: "detached" });
  await adas.page.getByRole("link", { name: "Mine" }).click();
  await adas.opens("Vera");
  await adas.line("Êtes-vous là ?").waitFor();

  // Leaving it gives it to somebody else, and an admin sees all of it at its address and takes it over.
  await adas.page.keyboard.press("Control+k");
  await adas.page.getByRole("combobox").fill("leave");
  await adas.page.keyboard.press("Enter");
  await adas.page.getByText("Vera is back with Support.").waitFor();
  await bens.row("Vera").waitFor();
  await using graces = await Dashboard.of(browser, app, grace, {
    ...DESKTOP,
    path: `/dashboard/c/${conversation.id}`,
  });
  await graces.page.getByText("Ben has this conversation. You are only looking.").waitFor();
  // It is told for a few seconds only.
  const told = page.getByText("Vera is with somebody else now.").waitFor();
  await graces.page.getByRole("button", { name: "Take over" }).click();
  await told;
  await graces.field.waitFor();
  expect(graces.complaints).toEqual([]);
});

test("an offer that is not opened goes to the next one, a hidden page opens nothing, and typing or looking accepts", async () => {
  await using app = await startApp();
  const people = await cast(app);
  const { ada, ben, vera } = people;
  await theTeamIs(people, { acceptSeconds: 1 });
  await using adas = await Dashboard.of(browser, app, ada, DESKTOP);
  const { conversation } = await vera.opens("Anybody?");
  await adas.page.getByText("Vera was offered to somebody else: the time to open it was over.").waitFor();
  await adas.row("Vera").waitFor({ state: "detached" });

  await theTeamIs(people, { acceptSeconds: 3_600 });
  await using bens = await Dashboard.of(browser, app, ben, DESKTOP);
  await bens.row("Vera").locator(".offer-clock").waitFor();
  const accepted = async () => {
    const { conversation: now } = await ben.api.expect<ConversationSnapshot>(
      "GET",
      `/api/conversations/${conversation.id}`,
    );
    return now.accepted;
  };
  await bens.page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
  });
  await bens.opens("Vera");
  await bens.page.getByText("Offered to you.").waitFor();
  expect(await axeFaults(bens.page)).toEqual([]);
  expect(await accepted()).toBe(false);
  await bens.page.evaluate(() => {
    Reflect.deleteProperty(document, "visibilityState");
    Reflect.deleteProperty(document, "hidden");
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await bens.page.locator(".offer-clock").first().waitFor({ state: "detached" });
  expect(await accepted()).toBe(true);
});

test("a reply asks first when a colleague's came before it, and who else looks and writes is seen", async () => {
  await using app = await startApp();
  const people = await cast(app);
  const { ada, ben, grace, vera } = people;
  await ada.comesOnline();
  const { conversation } = await vera.opens("Where is my bell?");
  await using network = await FlakyNetwork.to(app.url);
  await using adas = await Dashboard.of(browser, { url: network.url }, ada, DESKTOP);
  await adas.opens("Vera");
  await using graces = await Dashboard.of(browser, app, grace, {
    ...DESKTOP,
    path: `/dashboard/c/${conversation.id}`,
  });
  await adas.page.getByText("Also looking: Grace").waitFor();
  await graces.page.getByText("Also looking: Ada").waitFor();

  network.stall();
  network.cut();
  await adas.page.locator(".connection, .live-note:not([data-state=connected])").first().waitFor();
  await adas.replies("It is on its way");
  await grace.api.expect("PUT", assignment(conversation.id), { agentId: ben.id, evenIfAway: true });
  await ben.says(conversation.id, "It is here, you can fetch it");
  await grace.api.expect("PUT", assignment(conversation.id), { agentId: ada.id, evenIfAway: true });
  network.resume();
  const asks = adas.page.getByRole("alertdialog", { name: "A colleague has replied meanwhile" });
  await asks.getByText("It is here, you can fetch it").waitFor();
  expect(await axeFaults(adas.page)).toEqual([]);
  await asks.getByRole("button", { name: "Edit" }).click();
  expect(await adas.field.inputValue()).toBe("It is on its way");
  await adas.field.fill("As Ben says: it is here");
  await adas.field.press("Enter");
  await adas.line("As Ben says: it is here").getByText("Sent").waitFor();
  const { messages } = await vera.sees(conversation.id);
  expect(messages.map(({ text }) => text)).toEqual([
    "Where is my bell?",
    "It is here, you can fetch it",
    "As Ben says: it is here",
  ]);
});
