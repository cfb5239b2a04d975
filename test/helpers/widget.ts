import type { Locator, Page } from "playwright-core";

/** The widget in a page, as the one who uses it sees it. Every method waits for what it names. */
export class Widget {
  readonly page: Page;
  readonly bell: Locator;
  readonly panel: Locator;
  readonly log: Locator;
  readonly field: Locator;

  constructor(page: Page) {
    this.page = page;
    this.bell = page.locator("deskbell-chat .bell");
    this.panel = page.getByRole("dialog", { name: "Chat" });
    this.log = this.panel.getByRole("log");
    this.field = this.panel.getByRole("textbox", { name: "Your message" });
  }

  /** Rings the bell, and waits until one can send. */
  async opens(): Promise<void> {
    await this.bell.click();
    await this.isReady();
  }

  async isReady(): Promise<void> {
    await this.panel.locator(".greeting, .line").first().waitFor();
  }

  async closes(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.panel.waitFor({ state: "hidden" });
  }

  /** Writes a text and waits until it stands in the log, sent or not. */
  async says(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press("Enter");
    await this.line(text).waitFor();
  }

  /** Writes a text and waits until the desk has it. */
  async sends(text: string): Promise<void> {
    await this.says(text);
    await this.line(text).and(this.page.locator(".sent, .seen")).waitFor();
  }

  /** Scrolls the log, and waits until the page has noticed. */
  async scrollsTo(top: number): Promise<void> {
    await this.log.evaluate(async (log, to) => {
      const noticed = new Promise((resolve) => log.addEventListener("scroll", resolve, { once: true }));
      log.scrollTo(0, to);
      await noticed;
    }, top);
  }

  /** The line of a message with exactly this text. */
  line(text: string): Locator {
    const exactly = new RegExp(`^[^:]+: ${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
    return this.log.locator(".line", { has: this.page.locator(".bubble", { hasText: exactly }) });
  }

  /** All messages in the order shown, as a screen reader says them: `Ada: Hello`. */
  spoken(): Promise<string[]> {
    return this.log.locator(".bubble").allTextContents();
  }
}
