import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Locator } from "playwright-core";
import { type Cast, cast, type Player } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { type App, startApp } from "../helpers/start-app.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

/** Vera has written first and Omar last, so Omar is on top of Ada's list. */
async function twoAsk(app: App): Promise<Cast & { first: string }> {
  const people = await cast(app);
  await people.ada.comesOnline();
  const { conversation } = await people.vera.opens("Hello");
  await people.omar.opens("Good morning");
  return { ...people, first: conversation.id };
}

async function opened(app: App, ada: Player): Promise<Dashboard> {
  const dashboard = await Dashboard.of(browser, app, ada);
  await dashboard.row("Omar").waitFor();
  return dashboard;
}

function hasFocus(element: Locator): Promise<boolean> {
  return element.evaluate((node) => node === document.activeElement);
}

test("j, k, Enter, r, Esc and e do a conversation without a pointer", async () => {
  await using app = await startApp();
  const { ada, vera, first } = await twoAsk(app);
  await using dashboard = await opened(app, ada);
  const { keyboard } = dashboard.page;
  const [omars, veras] = [dashboard.row("Omar").getByRole("link"), dashboard.row("Vera").getByRole("link")];

  await keyboard.press("j");
  expect(await hasFocus(omars)).toBe(true);
  await keyboard.press("ArrowDown");
  expect(await hasFocus(veras)).toBe(true);
  await keyboard.press("j");
  expect(await hasFocus(veras)).toBe(true);
  await keyboard.press("k");
  expect(await hasFocus(omars)).toBe(true);
  await keyboard.press("j");
  await keyboard.press("Enter");
  await dashboard.page.getByRole("log", { name: "Conversation with Vera" }).waitFor();

  await keyboard.press("r");
  expect(await hasFocus(dashboard.field)).toBe(true);
  await keyboard.type("jerk?");
  expect(await dashboard.field.inputValue()).toBe("jerk?");
  await keyboard.press("Enter");
  await dashboard.line("jerk?").getByText("Sent").waitFor();
  await keyboard.press("Escape");
  expect(await hasFocus(veras)).toBe(true);

  await keyboard.press("e");
  await dashboard.page.getByText("Resolved. A reply opens it again.").waitFor();
  expect((await vera.sees(first)).conversation.status).toBe("closed");
  await keyboard.press("e");
  await dashboard.row("Vera").waitFor();
  await keyboard.press("Escape");
  await dashboard.page.getByRole("heading", { name: "Choose a conversation" }).waitFor();
});

test("a key acts on what is shown, from that moment on, though the answer to the last one is still to come", async () => {
  await using app = await startApp();
  const { ada } = await twoAsk(app);
  await using dashboard = await opened(app, ada);
  const { page } = dashboard;
  await dashboard.opens("Vera");
  const openedAgain = page.getByText("The conversation with Vera is open again.");
  // What was read is told by a PUT as well.
  const answered = page.waitForEvent(
    "requestfinished",
    (request) => request.method() === "PUT" && request.url().endsWith("/resolution"),
  );
  await page.route("**/resolution", async (route) => {
    const response = await route.fetch();
    if (route.request().method() === "PUT") await openedAgain.waitFor();
    await route.fulfill({ response });
  });
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      if (document.querySelector(".thread-resolved") === null) return;
      observer.disconnect();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "e", bubbles: true }));
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });

  await page.keyboard.press("e");
  await openedAgain.waitFor();
  await answered;
  await dashboard.row("Vera").waitFor();
  await page.getByRole("button", { name: "Resolve" }).waitFor();
});

test("the sheet lists the keys, keeps them from acting below it, and can turn the letters off", async () => {
  await using app = await startApp();
  const { ada } = await twoAsk(app);
  await using dashboard = await opened(app, ada);
  const { keyboard } = dashboard.page;
  const sheet = dashboard.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await dashboard.opens("Vera");
  await keyboard.press("?");
  await sheet.getByText("Resolve, or open again").waitFor();
  await keyboard.press("e");
  await keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  expect(await dashboard.page.getByRole("button", { name: "Resolve" }).count()).toBe(1);

  await keyboard.press("?");
  await sheet.getByLabel("Single letters and signs act as shortcuts").uncheck();
  await keyboard.press("Escape");
  await keyboard.press("r");
  expect(await hasFocus(dashboard.field)).toBe(false);
  await dashboard.page.reload();
  await dashboard.log.waitFor();
  await keyboard.press("?");
  expect(await sheet.count()).toBe(0);
  await dashboard.page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await sheet.waitFor();
});

test("Ctrl K goes anywhere and does anything, also from the middle of a reply", async () => {
  await using app = await startApp();
  const { ada, vera, first } = await twoAsk(app);
  await using dashboard = await opened(app, ada);
  const { keyboard } = dashboard.page;
  const palette = dashboard.page.getByRole("dialog", { name: "Go anywhere" });
  await dashboard.opens("Omar");
  await dashboard.field.fill("Half a");
  await keyboard.press("Control+k");
  await palette.getByRole("option", { name: "Vera" }).waitFor();
  await keyboard.type("ver");
  await keyboard.press("Enter");
  await dashboard.page.getByRole("log", { name: "Conversation with Vera" }).waitFor();
  await palette.waitFor({ state: "detached" });

  await keyboard.press("Control+k");
  await keyboard.type("res");
  expect(await palette.getByRole("option").allInnerTexts()).toEqual(["Resolve\nVera"]);
  await keyboard.press("Enter");
  await dashboard.page.getByText("Resolved. A reply opens it again.").waitFor();
  expect((await vera.sees(first)).conversation.status).toBe("closed");

  await keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("settings");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await dashboard.page.getByRole("heading", { name: "People", level: 1 }).waitFor();
  await keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("nothing of the kind");
  await palette.getByText("Nothing by that name").waitFor();
});

test("each conversation keeps its own draft", async () => {
  await using app = await startApp();
  const { ada } = await twoAsk(app);
  await using dashboard = await opened(app, ada);
  await dashboard.opens("Vera");
  await dashboard.field.fill("Half a sentence for Vera");
  await dashboard.opens("Omar");
  expect(await dashboard.field.inputValue()).toBe("");
  await dashboard.opens("Vera");
  expect(await dashboard.field.inputValue()).toBe("Half a sentence for Vera");
});

test("on a phone one pane is seen at a time, and the way back leads through them", async () => {
  await using app = await startApp();
  const { ada } = await twoAsk(app);
  await using dashboard = await Dashboard.of(browser, app, ada, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = dashboard;
  const list = page.getByRole("list", { name: "Open conversations" });
  await list.waitFor();
  expect(await dashboard.field.count()).toBe(0);

  await dashboard.opens("Vera");
  expect(await list.isVisible()).toBe(false);
  expect(await hasFocus(page.getByRole("region", { name: "Conversation", exact: true }))).toBe(true);
  await page.getByRole("button", { name: "About this conversation" }).click();
  await page.getByText("Answered by").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByText("Answered by").waitFor({ state: "hidden" });
  expect(await hasFocus(page.getByRole("button", { name: "About this conversation" }))).toBe(true);

  await page.getByRole("link", { name: "Back to the list" }).click();
  await list.waitFor();
  expect(await hasFocus(dashboard.row("Vera").getByRole("link"))).toBe(true);
  await page.goBack();
  await dashboard.log.waitFor();
});
