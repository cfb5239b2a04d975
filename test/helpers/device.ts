import { Chat, type ChatOptions } from "../../src/client/chat.ts";
import type { LiveConversation } from "../../src/client/live-conversation.ts";
import type { App } from "./start-app.ts";
import { until } from "./until.ts";

/** A customer's browser: its tabs share one storage and hear of each other's writes to it. */
export class Device implements AsyncDisposable {
  readonly stored = new Map<string, string>();
  readonly #tabs: Tab[] = [];

  /** Opens the chat in a new tab, once what it shows is known. */
  async opens(url: string, options: Partial<ChatOptions> = {}): Promise<Tab> {
    const tab = this.tab(url, options);
    await tab.chat.open();
    return tab;
  }

  /** A tab in which the chat is not open yet. */
  tab(url: string, options: Partial<ChatOptions> = {}): Tab {
    const tab = new Tab(new Chat({ baseUrl: url, storage: this.#storage(), ...options }));
    this.#tabs.push(tab);
    return tab;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { chat } of this.#tabs) chat.close();
  }

  /** As `localStorage`: the event is meant for the other tabs, and harmless to the one that wrote. */
  #storage() {
    const tell = (key: string) => dispatchEvent(Object.assign(new Event("storage"), { key }));
    return {
      getItem: (key: string) => this.stored.get(key) ?? null,
      setItem: (key: string, value: string) => {
        this.stored.set(key, value);
        queueMicrotask(() => tell(key));
      },
      removeItem: (key: string) => {
        this.stored.delete(key);
        queueMicrotask(() => tell(key));
      },
    };
  }
}

/** One tab with a chat, and what a person sees in it. */
export class Tab {
  readonly chat: Chat;

  constructor(chat: Chat) {
    this.chat = chat;
  }

  get shown(): LiveConversation {
    const { conversation } = this.chat.state;
    if (!conversation) throw new Error("No conversation is shown");
    return conversation;
  }

  /** The texts of both sides, in the order shown. */
  get texts(): string[] {
    return this.shown.state.messages.map(({ text }) => text);
  }

  /** Settles once the condition holds. */
  async until(condition: () => boolean): Promise<void> {
    // The conversation may be replaced at any time, and the chat tells of that.
    const following: { onChange(listener: () => void): () => void } = {
      onChange: (listener) => {
        let stop = () => {};
        const follow = () => {
          stop();
          stop = this.chat.state.conversation?.onChange(listener) ?? stop;
          listener();
        };
        const stopChat = this.chat.onChange(follow);
        follow();
        return () => {
          stop();
          stopChat();
        };
      },
    };
    await until(condition, following);
  }

  /** Settles once exactly these texts are shown, all of them confirmed. */
  async untilTexts(...texts: string[]): Promise<void> {
    await this.until(
      () => this.shown.state.pending.length === 0 && JSON.stringify(this.texts) === JSON.stringify(texts),
    );
  }
}

/** Closes whatever a test opened before the app ends. */
export function deviceOf(app: App): Device {
  const device = new Device();
  app.beforeStop(device);
  return device;
}
