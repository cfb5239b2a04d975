import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import type { Chat } from "../../src/client/chat.ts";
import type { PendingMessage } from "../../src/client/conversation.ts";

declare global {
  /** The SDK's chat in a page under test. */
  var chat: Chat;
}

/** What a page shows of its chat. */
export interface Shown {
  texts: string[];
  pending: PendingMessage[];
  phase: string;
  connection: string;
}

/** A site on an origin of its own whose only page runs the SDK's chat, and nothing else of ours. */
export class SdkSite implements Disposable {
  readonly #server: Bun.Server<undefined>;

  /** `head` stands before the SDK's script. */
  static async for(desk: string, head = ""): Promise<SdkSite> {
    const entry = fileURLToPath(new URL("./sdk-page-script.ts", import.meta.url));
    const { outputs } = await Bun.build({ entrypoints: [entry], target: "browser", minify: true });
    const script = (await outputs[0]?.text()) ?? "";
    return new SdkSite(desk, head, script);
  }

  private constructor(desk: string, head: string, script: string) {
    const html = `<!doctype html><meta charset="utf-8">${head}<script type="module" src="/sdk.js" data-desk="${desk}"></script>`;
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ url }) =>
        url.endsWith("/sdk.js")
          ? new Response(script, { headers: { "content-type": "text/javascript" } })
          : new Response(html, { headers: { "content-type": "text/html" } }),
    });
  }

  /** Opens the chat in a new tab of this browser. `identity` goes in the address's hash. */
  async openIn(context: BrowserContext, identity = ""): Promise<SdkTab> {
    const page = await context.newPage();
    const tab = new SdkTab(page, `http://127.0.0.1:${this.#server.port}/#${identity}`);
    await tab.load();
    return tab;
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
  }
}

/** One tab of a real browser with a chat in it. */
export class SdkTab {
  readonly page: Page;
  readonly errors: string[] = [];
  readonly #address: string;

  constructor(page: Page, address: string) {
    this.page = page;
    this.#address = address;
    page.on("pageerror", ({ message }) => this.errors.push(message));
  }

  async load(): Promise<void> {
    await this.page.goto(this.#address);
    await this.page.waitForFunction(() => typeof chat === "object" && chat.state.conversation !== null);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.waitForFunction(() => typeof chat === "object" && chat.state.conversation !== null);
  }

  async sends(...texts: string[]): Promise<void> {
    await this.page.evaluate((all) => {
      for (const text of all) chat.state.conversation?.send(text);
    }, texts);
  }

  shows(): Promise<Shown> {
    return this.page.evaluate(() => ({
      texts: chat.state.conversation?.state.messages.map(({ text }) => text) ?? [],
      pending: [...(chat.state.conversation?.state.pending ?? [])],
      phase: chat.state.phase,
      connection: chat.state.connection,
    }));
  }

  /** Settles once exactly these texts are shown, confirmed, and nothing else is. */
  async untilTexts(...texts: string[]): Promise<void> {
    await this.page.waitForFunction(
      (expected) => {
        const state = chat.state.conversation?.state;
        let shown = "";
        for (const { text } of state?.messages ?? []) shown += `${text}\n`;
        return state?.pending.length === 0 && shown === expected;
      },
      texts.map((text) => `${text}\n`).join(""),
    );
  }

  /** Settles once these texts are shown as pending. */
  async untilPending(...texts: string[]): Promise<void> {
    await this.page.waitForFunction(
      (expected) => {
        let shown = "";
        for (const { text } of chat.state.conversation?.state.pending ?? []) shown += `${text}\n`;
        return shown === expected;
      },
      texts.map((text) => `${text}\n`).join(""),
    );
  }

  async untilConnection(state: string): Promise<void> {
    await this.page.waitForFunction((expected) => chat.state.connection === expected, state);
  }

  /** Settles once the browser keeps so many unsent texts: they are shown before they are on its disk. */
  async untilKept(count: number): Promise<void> {
    while ((await this.kept()) !== count);
  }

  /** How many unsent texts the browser keeps. */
  kept(): Promise<number> {
    return this.page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open("deskbell");
          opening.addEventListener("error", () => reject(new Error("There is no database")));
          opening.addEventListener("success", () => {
            const counting = opening.result.transaction("outbox").objectStore("outbox").count();
            counting.addEventListener("success", () => {
              resolve(counting.result);
              opening.result.close();
            });
          });
        }),
    );
  }
}
