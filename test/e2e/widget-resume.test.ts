import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { axeFaults } from "../helpers/axe-faults.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { HostSite } from "../helpers/host-site.ts";
import { MailWorld, resumeTokenOf } from "../helpers/mail-world.ts";
import { Widget } from "../helpers/widget.ts";

const OMARS_ADDRESS = "omar@customer.example";
/** An unseen reply goes by e-mail after three minutes. */
const UNSEEN_MINUTES = 4;

let browser: Browser;
let world: MailWorld;
let site: HostSite;

beforeAll(async () => {
  browser = await launchChromium();
  world = await MailWorld.open();
  site = new HostSite(world.app.url);
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
});

/** A device of its own on the desk's page for links from e-mails. */
async function device(fragment = "") {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${world.app.url}/chat${fragment}`);
  return { context, page, widget: new Widget(page), [Symbol.asyncDispose]: () => context.close() };
}

test("the link of an e-mail brings the conversation to a second device, and both go on with it", async () => {
  const { ada } = world.people;
  await using first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.opens();
  await page.getByRole("textbox", { name: "E-mail" }).fill(OMARS_ADDRESS);
  await widget.sends("My bell does not ring");
  await widget.closes();
  await using socket = await ada.comesOnline();
  expect(socket).toBeDefined();
  const { conversations } = await ada.api.expect<{ conversations: { id: string }[] }>(
    "GET",
    "/api/conversations",
  );
  const id = conversations[0]?.id ?? "";
  await ada.says(id, "Have you tried oil?");
  await world.pass(UNSEEN_MINUTES);
  const [mail] = world.mailsTo(OMARS_ADDRESS);
  if (!mail) throw new Error("No mail has come");

  await using second = await device(`#resume=${resumeTokenOf(mail)}`);
  await second.widget.line("Have you tried oil?").waitFor();
  expect(new URL(second.page.url()).hash).toBe("");
  expect(await second.widget.bell.isVisible()).toBe(false);
  expect(await second.page.getByRole("button", { name: "Close the chat" }).count()).toBe(0);
  await second.page.keyboard.press("Escape");
  await second.widget.sends("It rings!");
  await widget.opens();
  await widget.line("It rings!").waitFor();
  expect(await axeFaults(second.page)).toEqual([]);
  // A reload, without the link: this device knows the conversation now.
  await second.page.reload();
  await second.widget.line("It rings!").waitFor();
});

test("a link that works no more says so, and one may write from there", async () => {
  await using vera = await device("#resume=spent");
  await vera.page.getByText("This link works no more").waitFor();
  expect(new URL(vera.page.url()).hash).toBe("");
  expect(await axeFaults(vera.page)).toEqual([]);
  await vera.page.getByRole("button", { name: "Write to us" }).click();
  await vera.widget.isReady();
  expect(await vera.widget.field.isVisible()).toBe(true);
});

test("while the desk can't be reached the link is kept, and can be tried again", async () => {
  await using vera = await device();
  await vera.widget.isReady();
  await vera.page.route("**/api/resumptions", (route) => route.abort(), { times: 1 });
  await vera.page.goto(`${world.app.url}/chat#resume=spent`);
  await vera.page.getByText("can’t be reached just now").waitFor();
  expect(new URL(vera.page.url()).hash).toBe("#resume=spent");
  await vera.page.getByRole("button", { name: "Try again" }).click();
  await vera.page.getByText("This link works no more").waitFor();
});
