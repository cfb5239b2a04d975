import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchChromium } from "../test/helpers/chromium.ts";
import { startProcess } from "../test/helpers/start-app.ts";

/** `npm run screenshots`: takes the README's pictures of a real talk, on the demo's shop and in Ada's dashboard. */
const IMAGES = join(import.meta.dirname, "../docs/images");
const SIZE = { width: 1280, height: 800 };
const TALK = [
  ["vera", "Hi! Does the brass bell fit a 25 mm handlebar?"],
  ["ada", "Hi! Yes, it fits everything from 22 to 32 mm."],
  ["ada", "There is a rubber ring in the box, so it won’t scratch."],
  ["vera", "Perfect. And can I hear it somewhere before I order?"],
] as const;

mkdirSync(IMAGES, { recursive: true });
await using server = await startProcess({ env: { DESK_NAME: "Bell & Bread" } });
await using browser = await launchChromium();
const shop = await open("/demo");
const desk = await open(new URL(server.setupUrl ?? "").pathname + new URL(server.setupUrl ?? "").hash);

await desk.getByLabel("Name").fill("Ada");
await desk.getByLabel(/e-mail/i).fill("ada@example.com");
await desk
  .getByLabel(/password/i)
  .first()
  .fill("a long enough password");
await desk.keyboard.press("Enter");
await desk.getByText("Live", { exact: true }).waitFor();

await shop
  .getByRole("button", { name: /chat|bell|help|support/i })
  .first()
  .click();
const words = { vera: shop.getByRole("textbox"), ada: desk.getByRole("textbox") };
for (const [index, [who, text]] of TALK.entries()) {
  if (index === 1) await desk.getByText(TALK[0][1]).first().click();
  await words[who].fill(text);
  await words[who].press("Enter");
  for (const page of index === 0 ? [shop] : [shop, desk]) await page.getByText(text).last().waitFor();
}
await words.ada.pressSequentially("Good question, I will ring");
await shop.getByText("Ada is typing").waitFor();
await shop.screenshot({ path: join(IMAGES, "widget.png") });
await desk.screenshot({ path: join(IMAGES, "dashboard.png") });

async function open(path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: SIZE, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(server.url + path);
  return page;
}
