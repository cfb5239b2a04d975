import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { Team } from "../../src/protocol/teams.ts";
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
  browser = await launchChromium();
  app = await startApp();
  people = await cast(app);
  site = new HostSite(app.url);
  const { teams } = await people.grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  await people.grace.api.expect("PUT", `/api/teams/${teams[0]?.id}`, { settings: { strategy: "manual" } });
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await app[Symbol.asyncDispose]();
});

/** Takes a conversation out of the queue. */
async function takes(conversationId: string): Promise<void> {
  await people.ada.api.expect("PUT", `/api/conversations/${conversationId}/assignment`, {
    agentId: people.ada.id,
  });
}

test("the place in the queue counts down until somebody has joined, who may go away and come back", async () => {
  const socket = await people.ada.comesOnline();
  const [first, second] = [await people.vera.opens("I am first"), await people.omar.opens("I am second")];
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.opens();
  await widget.sends("I am third");
  const told = widget.panel.getByRole("status");
  await told.getByText("You are number 3 in line.").waitFor();
  await takes(first.conversation.id);
  await told.getByText("You are number 2 in line.").waitFor();
  await page.reload();
  await told.getByText("You are number 2 in line.").waitFor();
  await takes(second.conversation.id);
  await told.getByText("You are next in line.").waitFor();

  const { entries } = await people.ada.api.expect<{ entries: { conversationId: string }[] }>(
    "GET",
    "/api/queue",
  );
  const mine = entries[0]?.conversationId ?? "";
  await takes(mine);
  await told.getByText("Ada has joined.").waitFor();
  expect(await told.getByText("in line").count()).toBe(0);

  await people.ada.says(mine, "Good morning!");
  await widget.line("Good morning!").waitFor();
  await told.getByText("Ada has joined.").waitFor({ state: "detached" });
  await widget.panel.getByText("Ada and the team are here").waitFor();
  await socket[Symbol.asyncDispose]();
  await told.getByText("Ada is away just now").waitFor();
  await using again = await people.ada.comesOnline();
  await widget.panel.getByText("Ada and the team are here").waitFor();
  expect(again).toBeDefined();
});
