import "./record-sockets.ts";

import { Chat } from "../../src/client/chat.ts";
import { Inbox } from "../../src/client/inbox.ts";
import type { LiveConversation } from "../../src/client/live-conversation.ts";
import type { Side } from "../../src/protocol/resources.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";

/** A text that somebody wrote, whatever became of it. */
export interface Written {
  readonly text: string;
  readonly tab: string;
  /** The person closed the tab afterwards: without a browser's storage, what the desk had not got yet is gone with it. */
  tabClosed: boolean;
}

/** One browser tab: the real SDK behind a network of its own. */
export abstract class Tab {
  readonly name: string;
  abstract readonly side: Side;
  readonly network: FlakyNetwork;
  readonly #written: Written[];
  #count = 0;

  constructor(name: string, network: FlakyNetwork, written: Written[]) {
    this.name = name;
    this.network = network;
    this.#written = written;
  }

  /** Opens it, or closes it and opens another in its place. */
  abstract reload(): Promise<void>;
  abstract close(): void;
  /** What is on its screen. */
  abstract conversations(): readonly LiveConversation[];
  /** Whether it is connected and knows what it should show. */
  abstract settled(): boolean;

  /** Writes the next of this tab's texts; they are numbered, so that their order can be told. */
  write(conversation: LiveConversation): void {
    const text = `${this.name} ${++this.#count}`;
    this.#written.push({ text, tab: this.name, tabClosed: false });
    conversation.send(text);
  }

  protected noteClosing(): void {
    for (const written of this.#written) if (written.tab === this.name) written.tabClosed = true;
  }
}

/** A tab with the widget in it. */
export class CustomerTab extends Tab {
  readonly side = "customer";
  readonly storage: DeviceStorage;
  readonly #identity: string | undefined;
  #chat: Chat | undefined;

  constructor(
    name: string,
    network: FlakyNetwork,
    written: Written[],
    { storage, identity }: { storage: DeviceStorage; identity?: string },
  ) {
    super(name, network, written);
    this.storage = storage;
    this.#identity = identity;
  }

  get chat(): Chat {
    if (this.#chat === undefined) throw new Error(`${this.name} is not open`);
    return this.#chat;
  }

  async reload(): Promise<void> {
    this.close();
    this.#chat = new Chat({
      baseUrl: this.network.url,
      storage: this.storage,
      ...(this.#identity === undefined ? {} : { identity: this.#identity }),
    });
    await this.#chat.open();
  }

  close(): void {
    if (this.#chat === undefined) return;
    this.noteClosing();
    this.#chat.close();
    this.#chat = undefined;
  }

  conversations(): readonly LiveConversation[] {
    const { conversation } = this.chat.state;
    return conversation === null ? [] : [conversation];
  }

  settled(): boolean {
    const { phase, connection } = this.chat.state;
    return phase === "ready" && connection === "connected";
  }
}

/** A tab with the dashboard in it. */
export class DashboardTab extends Tab {
  readonly side = "agent";
  readonly agentId: string;
  readonly #cookie: string;
  #inbox: Inbox | undefined;

  constructor(
    name: string,
    network: FlakyNetwork,
    written: Written[],
    { agentId, cookie }: { agentId: string; cookie: string },
  ) {
    super(name, network, written);
    this.agentId = agentId;
    this.#cookie = cookie;
  }

  get inbox(): Inbox {
    if (this.#inbox === undefined) throw new Error(`${this.name} is not open`);
    return this.#inbox;
  }

  async reload(): Promise<void> {
    this.close();
    this.#inbox = new Inbox({ baseUrl: this.network.url, headers: { cookie: this.#cookie } });
    await this.#inbox.open();
  }

  close(): void {
    if (this.#inbox === undefined) return;
    this.noteClosing();
    this.#inbox.close();
    this.#inbox = undefined;
  }

  conversations(): readonly LiveConversation[] {
    return this.inbox.state.conversations;
  }

  settled(): boolean {
    const { phase, connection } = this.inbox.state;
    return phase === "ready" && connection === "connected";
  }
}

/** A device's `localStorage`: its tabs share it, and hear of what another has written. */
export class DeviceStorage {
  readonly #items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
    queueMicrotask(() => dispatchEvent(Object.assign(new Event("storage"), { key })));
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

/** The browser says that the network is back: whatever waits to try again does it now. */
export function hurryEverybody(): void {
  dispatchEvent(new Event("online"));
}
