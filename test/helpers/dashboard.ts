import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { Player } from "./cast.ts";
import type { App } from "./start-app.ts";

/** A dashboard as an agent sees and handles it. Hold it with `await using`. */
export class Dashboard implements AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: blocked by the policy, failed or thrown. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.context = page.context();
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
  }

  /** A browser that nobody has signed in to, at an address of the app. */
  static async visits(browser: Browser, address: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: "en-GB", ...options });
    const dashboard = new Dashboard(await context.newPage());
    await dashboard.page.goto(address);
    return dashboard;
  }

  /** A browser in which `agent` is signed in, with the inbox open and live. */
  static async of(
    browser: Browser,
    app: Pick<App, "url">,
    agent: Player,
    { path = "/dashboard", ...options }: BrowserContextOptions & { path?: string } = {},
  ) {
    const dashboard = await Dashboard.visits(browser, "about:blank", options);
    const [name = "", value = ""] = (agent.api.credentials["cookie"] ?? "").split("=", 2);
    await dashboard.context.addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: "Lax" }]);
    await dashboard.page.goto(app.url + path);
    await dashboard.isLive();
    return dashboard;
  }

  /** The row of a customer in the list. */
  row(customerName: string): Locator {
    return this.page.locator(".row", { hasText: customerName });
  }

  get field(): Locator {
    return this.page.getByRole("textbox", { name: /^Reply to/ });
  }

  get log(): Locator {
    return this.page.getByRole("log");
  }

  /** A message of the open conversation. */
  line(text: string): Locator {
    return this.log.locator(".line", { hasText: text });
  }

  get availability(): Locator {
    return this.page.getByRole("switch", { name: /^Available/ });
  }

  /** The names in the list, from the top. */
  names(): Promise<string[]> {
    return this.page.locator(".row-name bdi").allTextContents();
  }

  /** What was said in the open conversation, from the top. */
  said(): Promise<string[]> {
    return this.log.locator(".bubble").evaluateAll((bubbles) =>
      bubbles.map((bubble) => {
        const sender = bubble.querySelector(".only-heard")?.textContent ?? "";
        return (bubble.textContent ?? "").slice(sender.length);
      }),
    );
  }

  async isLive(): Promise<void> {
    await this.page.locator(".live-note[data-state=connected]").waitFor();
    await this.page
      .locator(".rows:visible, .quiet:visible, .list-empty:visible, .settings-page")
      .first()
      .waitFor();
  }

  async opens(customerName: string): Promise<void> {
    await this.row(customerName).getByRole("link").click();
    await this.log.waitFor();
  }

  /** Writes a reply and sends it with Enter. */
  async replies(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  /** Gives the open conversation to whoever is called so in the sheet, with a note if there is one. */
  async handsOver(receiver: RegExp, note?: string): Promise<void> {
    await this.page.keyboard.press("h");
    const sheet = this.page.getByRole("dialog");
    await sheet.getByRole("radio", { name: receiver }).check();
    if (note !== undefined) await sheet.getByLabel("A note").fill(note);
    await sheet.getByRole("button", { name: "Hand over" }).click();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.context.close();
  }
}
