import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { cast, PASSWORD } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { startApp } from "../helpers/start-app.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

/** Fills the fields by their labels and submits. */
async function fills({ page }: Dashboard, fields: Record<string, string>, submit: string): Promise<void> {
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole("button", { name: submit }).click();
}

test("the printed link sets the desk up once, and leaves no token in the address bar", async () => {
  await using app = await startApp();
  await using first = await Dashboard.visits(browser, app.setupUrl ?? "");
  const { page } = first;
  await page.getByRole("heading", { name: "Set up your desk" }).waitFor();
  expect(page.url()).toBe(`${app.url}/setup`);

  const grace = { "Your name": "Grace", "E-mail address": "grace@desk.example" };
  await fills(first, { ...grace, Password: "short" }, "Open the desk");
  await page.locator("[name=password][aria-invalid=true]").waitFor();
  expect(await page.locator("[name=password]").evaluate((field) => field === document.activeElement)).toBe(
    true,
  );

  await page.reload();
  await fills(first, { ...grace, Password: PASSWORD }, "Open the desk");
  await page.getByRole("heading", { name: "All quiet" }).waitFor();
  await first.isLive();
  expect(page.url()).toBe(`${app.url}/dashboard`);

  await using late = await Dashboard.visits(browser, app.setupUrl ?? "");
  await late.page.getByRole("heading", { name: "This desk is set up" }).waitFor();
});

test("a link without its token says where to find one", async () => {
  await using app = await startApp();
  await using visitor = await Dashboard.visits(browser, `${app.url}/setup`);
  await visitor.page.getByRole("heading", { name: "This link does not open the desk" }).waitFor();
});

test("a wrong password is told from a right one, and signing in leads to where one wanted to go", async () => {
  await using app = await startApp();
  await cast(app);
  await using ada = await Dashboard.visits(browser, `${app.url}/dashboard/settings/statistics`);
  await ada.page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await ada.page.getByText("Your session has ended").count()).toBe(0);

  await fills(ada, { "E-mail address": "ada@desk.example", Password: "not the password" }, "Sign in");
  await ada.page.getByRole("alert").getByText("The e-mail address or the password is wrong").waitFor();

  await fills(ada, { "E-mail address": "Ada@desk.example", Password: PASSWORD }, "Sign in");
  await ada.page.getByRole("heading", { name: "Statistics" }).waitFor();
  expect(ada.page.url()).toBe(`${app.url}/dashboard/settings/statistics`);
});

test("a password can be looked at while it is typed", async () => {
  await using app = await startApp();
  await using visitor = await Dashboard.visits(browser, `${app.url}/sign-in`);
  const field = visitor.page.getByLabel("Password", { exact: true });
  expect(await field.getAttribute("type")).toBe("password");
  await visitor.page.getByRole("button", { name: "Show password" }).click();
  expect(await field.getAttribute("type")).toBe("text");
});

test("an invitation is accepted once, and its bearer is a colleague at once", async () => {
  await using app = await startApp();
  const { grace } = await cast(app);
  await using admin = await Dashboard.of(browser, app, grace, { path: "/dashboard/settings/people" });
  await admin.page.getByRole("button", { name: "Make a link" }).click();
  const link = await admin.page.getByLabel("Invitation link").innerText();

  await using newcomer = await Dashboard.visits(browser, link);
  expect(newcomer.page.url()).toBe(`${app.url}/invite`);
  const zoe = { "Your name": "Zoë", "E-mail address": "ada@desk.example", Password: PASSWORD };
  await fills(newcomer, zoe, "Join");
  await newcomer.page.getByRole("alert").getByText("Somebody with this e-mail address").waitFor();
  await fills(newcomer, { ...zoe, "E-mail address": "zoe@desk.example" }, "Join");
  await newcomer.isLive();

  await admin.page.reload();
  await admin.page.locator(".person", { hasText: "zoe@desk.example" }).getByText("Available").waitFor();

  await using late = await Dashboard.visits(browser, link);
  await fills(late, { ...zoe, "E-mail address": "eve@desk.example" }, "Join");
  await late.page.getByRole("heading", { name: "This invitation is no longer open" }).waitFor();
});

test("only admins can invite and see the identity secret, and they only when they ask for it", async () => {
  await using app = await startApp();
  const { ada, grace, identitySecret } = await cast(app);
  await using agent = await Dashboard.of(browser, app, ada, { path: "/dashboard/settings/embed" });
  await agent.page.getByText("Admins see the identity secret here").waitFor();
  await agent.page.getByRole("link", { name: "People" }).click();
  await agent.page.locator(".person", { hasText: "Grace" }).waitFor();
  expect(await agent.page.getByRole("button", { name: "Make a link" }).count()).toBe(0);

  await using admin = await Dashboard.of(browser, app, grace, { path: "/dashboard/settings/embed" });
  const reveal = admin.page.getByRole("button", { name: "Reveal the secret" });
  await reveal.waitFor();
  expect(await admin.page.getByText(identitySecret).count()).toBe(0);
  await reveal.click();
  await admin.page.getByText(identitySecret).waitFor();
});

test("a session that ends leads to the sign-in page and back, and takes no draft with it", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await ada.comesOnline();
  await vera.opens("Is anybody there?");
  await using dashboard = await Dashboard.of(browser, app, ada);
  await dashboard.opens("Vera");
  await dashboard.field.fill("Let me see whether");
  await ada.api.expect("DELETE", "/api/sessions/current");
  await dashboard.replies("Yes, I am");
  await dashboard.page.getByText("Your session has ended").waitFor();

  await fills(dashboard, { "E-mail address": "ada@desk.example", Password: PASSWORD }, "Sign in");
  await dashboard.line("Yes, I am").getByText("Sent").waitFor();
  expect(
    (await vera.api.expect<{ conversations: unknown[] }>("GET", "/api/conversations")).conversations,
  ).toHaveLength(1);

  await dashboard.field.fill("And what is more");
  await dashboard.page.reload();
  await dashboard.log.waitFor();
  expect(await dashboard.field.inputValue()).toBe("And what is more");
});

test("signing out on purpose forgets the drafts", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await ada.comesOnline();
  await vera.opens("Is anybody there?");
  await using dashboard = await Dashboard.of(browser, app, ada);
  await dashboard.opens("Vera");
  await dashboard.field.fill("Between us");
  await dashboard.page.goto(`${app.url}/dashboard/settings/profile`);
  await dashboard.page.getByRole("button", { name: "Sign out" }).click();
  await dashboard.page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await dashboard.page.evaluate(() => sessionStorage.length)).toBe(0);
});
