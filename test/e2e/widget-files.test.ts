import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import type { ConversationList } from "../../src/protocol/resources.ts";
import { axeFaults } from "../helpers/axe-faults.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { HostSite, strictPolicy } from "../helpers/host-site.ts";
import { handOver, PROVIDERS } from "../helpers/inbound-mail.ts";
import { INBOUND_ADDRESS, INBOUND_SECRET, MailWorld } from "../helpers/mail-world.ts";
import { Widget } from "../helpers/widget.ts";

const OMARS_ADDRESS = "omar@customer.example";
/** An unseen reply goes by e-mail after three minutes. */
const UNSEEN_MINUTES = 4;

let browser: Browser;
let world: MailWorld;
let site: HostSite;

beforeAll(async () => {
  browser = await launchChromium();
  world = await MailWorld.open({ INBOUND_ADDRESS, INBOUND_SECRET });
  site = new HostSite(world.app.url, { "/": { policy: strictPolicy(world.app.url) } });
});

afterAll(async () => {
  await browser.close();
  site[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
});

/** What the browser saves upon a choice. */
async function saved(page: Page, choose: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent("download"), choose()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("what came by e-mail is shown with its files, and both they and the whole conversation can be kept", async () => {
  const { ada } = world.people;
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.url);
  const widget = new Widget(page);
  await widget.opens();
  await page.getByRole("textbox", { name: "E-mail" }).fill(OMARS_ADDRESS);
  await widget.sends("My bell does not ring");
  await widget.closes();
  await using socket = await ada.comesOnline();
  expect(socket).toBeDefined();
  const { conversations } = await ada.api.expect<ConversationList>("GET", "/api/conversations");
  await ada.says(conversations[0]?.id ?? "", "Could you send a picture?");
  await world.pass(UNSEEN_MINUTES);
  const [mail] = world.mailsTo(OMARS_ADDRESS);
  const answer = PROVIDERS["as it was sent"]?.({
    from: OMARS_ADDRESS,
    to: mail?.replyTo?.[0]?.address ?? "",
    text: "Here it is.",
    files: [{ name: "the bell.txt", type: "text/plain", content: "a bell, from above" }],
  });
  if (!answer) throw new Error("There is no such provider");
  await handOver(world.app.url, answer);

  await widget.opens();
  const line = widget.log.locator(".line", { hasText: "Here it is." });
  await line.getByText("by e-mail", { exact: true }).waitFor();
  const file = line.getByRole("button", { name: "the bell.txt" });
  expect(await saved(page, () => file.click())).toEqual({ name: "the bell.txt", text: "a bell, from above" });
  expect(await axeFaults(page)).toEqual([]);

  await page.getByRole("button", { name: "More" }).click();
  const all = await saved(page, () =>
    page.getByRole("button", { name: "Download this conversation" }).click(),
  );
  expect(all.name).toBe("conversation.html");
  expect(all.text).toContain("Could you send a picture?");
  await page.getByRole("button", { name: "Send it by e-mail" }).click();
  await page.getByText("It is on its way to you.").waitFor();
  await world.settle();
  const transcript = world.mailsTo(OMARS_ADDRESS).at(-1);
  expect(transcript?.attachments).toMatchObject([{ filename: "conversation.html" }]);

  await page.getByRole("button", { name: "Send it by e-mail" }).click();
  await page.getByText("It was sent a few minutes ago").waitFor();

  await page.route("**/transcript*", (route) => route.abort());
  await page.getByRole("button", { name: "Send it by e-mail" }).click();
  await page.getByText("That did not work.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Download this conversation" }).waitFor({ state: "detached" });
  expect(await widget.panel.isVisible()).toBe(true);
});
