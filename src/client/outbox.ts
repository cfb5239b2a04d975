import type { ConversationSnapshot, Message } from "../protocol/resources.ts";
import { newClientId } from "./client-id.ts";
import type { CustomerApi } from "./customer-api.ts";
import { exclusively } from "./exclusively.ts";
import { type OutboxEntry, OutboxStore } from "./outbox-store.ts";
import { isPassing, ProblemError } from "./problem-error.ts";
import type { Retry } from "./retry.ts";

export interface OutboxOptions {
  api: CustomerApi;
  /** Once it is stopped nothing more is sent; what is unsent stays on the device. */
  retry: Retry;
  /** Whose texts these are, as a key of this device's storage. */
  person: string;
  /** Awaited before each post: true once somebody is signed in, false when nothing can be sent for now. */
  ready(): Promise<boolean>;
  /** Entries were added, changed or removed. */
  onChange(): void;
  /** The desk has a text. */
  onAccepted(message: Message): void;
  /** The desk has opened the new conversation with its first text; the texts behind it belong to it already. */
  onOpened(snapshot: ConversationSnapshot): void;
  /** The session has ended; entries stay until `drain` is called. */
  onUnauthenticated(): void;
}

/** Some browsers never open a database, and don't say so either; what comes from it later is sent later. */
const STORE_PATIENCE_MS = 3_000;

/**
 * Texts that the desk does not have yet. They are kept on the device, so that they survive a reload, and sent in order in each
 * conversation by whichever tab holds the conversation's lock. Sending one twice is harmless: the desk knows it by its clientId.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #store = new OutboxStore();
  #entries: OutboxEntry[] = [];
  readonly #draining = new Set<string | null>();
  /** Resolves once what an earlier page left is known, or is not waited for any more. */
  loaded: Promise<unknown> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Whether a text may have opened a conversation already whose answer has not come. */
  get opening(): boolean {
    const next = this.#next(null);
    return next?.posted === true;
  }

  /** What is unsent in one conversation, in the order written; null is the one not opened yet. */
  of(conversationId: string | null): OutboxEntry[] {
    const entries: OutboxEntry[] = [];
    for (const entry of this.#entries) if (entry.conversationId === conversationId) entries.push(entry);
    return entries;
  }

  /** Brings back what an earlier page left on the device, or another tab that is gone. */
  load(): void {
    const patience = new Promise((resolve) => setTimeout(resolve, STORE_PATIENCE_MS));
    this.loaded = Promise.race([this.#load(), patience]);
  }

  /** `opening` is for a text that opens a conversation. */
  send(
    conversationId: string | null,
    text: string,
    { opening, seenUpTo }: Pick<OutboxEntry, "opening" | "seenUpTo"> = {},
  ): void {
    const now = new Date();
    const last = this.#entries[this.#entries.length - 1];
    const entry: OutboxEntry = {
      clientId: newClientId(),
      person: this.#options.person,
      conversationId,
      text,
      seenUpTo,
      createdAt: now.toISOString(),
      order: Math.max(now.getTime(), (last?.order ?? 0) + 1),
      status: "sending",
      opening,
    };
    this.#entries.push(entry);
    void this.#store.put(entry);
    this.#options.onChange();
    void this.#drain(conversationId);
  }

  /** Sends a text again that the desk refused, by what the person sees now. */
  retry(clientId: string, seenUpTo?: number, evenSo?: boolean): void {
    for (const entry of this.#entries) {
      if (entry.clientId !== clientId) continue;
      this.#replace({ ...entry, status: "sending", code: undefined, seenUpTo, evenSo });
      void this.#drain(entry.conversationId);
    }
    this.#options.onChange();
  }

  /** The desk has this text, or nobody wants it sent any more. */
  remove(clientId: string): void {
    const rest: OutboxEntry[] = [];
    for (const entry of this.#entries) if (entry.clientId !== clientId) rest.push(entry);
    this.#entries = rest;
    void this.#store.delete(clientId);
    this.#options.onChange();
  }

  /** Texts for conversation `from` (all texts without it) go to `to` instead; null is the one not opened yet. */
  move(to: string | null, from?: string | null): void {
    for (const entry of this.#entries) {
      if (from === undefined || entry.conversationId === from)
        this.#replace({ ...entry, conversationId: to });
    }
    void this.#drain(to);
  }

  /** Sends what can be sent. */
  drain(): void {
    for (const { conversationId } of this.#entries) void this.#drain(conversationId);
  }

  async #load(): Promise<void> {
    const known = new Set<string>();
    const kept = await this.#store.all(this.#options.person);
    for (const { clientId } of this.#entries) known.add(clientId);
    for (const entry of kept) if (!known.has(entry.clientId)) this.#entries.push(entry);
    this.#entries.sort((a, b) => a.order - b.order);
    this.#options.onChange();
    this.drain();
  }

  async #drain(conversationId: string | null): Promise<void> {
    if (this.#draining.has(conversationId)) return;
    this.#draining.add(conversationId);
    await exclusively(`outbox ${this.#options.person} ${conversationId}`, () =>
      this.#sendInOrder(conversationId),
    );
  }

  async #sendInOrder(conversationId: string | null): Promise<void> {
    try {
      await this.loaded;
      for (let attempt = 0; ; ) {
        if (!(await this.#options.ready())) return;
        const entry = this.#next(conversationId);
        if (!entry) return;
        try {
          await this.#post(entry);
          attempt = 0;
        } catch (error) {
          if (isPassing(error)) await this.#options.retry.pause(error, attempt++);
          else if (error instanceof ProblemError && error.status === 401)
            return this.#options.onUnauthenticated();
          else this.#refused(entry, error);
        }
      }
    } finally {
      // In the same step as the look for a next entry, or one written in between would wait for ever.
      this.#draining.delete(conversationId);
    }
  }

  #next(conversationId: string | null): OutboxEntry | undefined {
    if (this.#options.retry.stopped) return undefined;
    for (const entry of this.#entries)
      if (entry.conversationId === conversationId && entry.status === "sending") return entry;
    return undefined;
  }

  async #post(entry: OutboxEntry): Promise<void> {
    const { clientId, text, conversationId, opening, seenUpTo, evenSo } = entry;
    const { api } = this.#options;
    if (conversationId) {
      // Another text has opened it, perhaps in another tab, without the address.
      if (opening?.email) await api.setContact({ name: opening.name, email: opening.email });
      const { message } = await api.postMessage(conversationId, { clientId, text, seenUpTo, evenSo });
      this.#options.onAccepted(message);
    } else {
      this.#replace({ ...entry, posted: true });
      const snapshot = await api.openConversation({ clientId, text, ...opening });
      this.move(snapshot.conversation.id, null);
      this.#options.onOpened(snapshot);
    }
    this.remove(clientId);
  }

  #refused({ clientId }: OutboxEntry, error: unknown): void {
    const isProblem = error instanceof ProblemError;
    const problem = isProblem ? (error.detail ?? error.message) : String(error);
    const code = isProblem ? error.code : undefined;
    for (const entry of this.#entries)
      if (entry.clientId === clientId)
        this.#replace({ ...entry, status: "failed", problem, code, posted: false });
    this.#options.onChange();
  }

  #replace(entry: OutboxEntry): void {
    for (let i = 0; i < this.#entries.length; i++)
      if (this.#entries[i]?.clientId === entry.clientId) this.#entries[i] = entry;
    void this.#store.put(entry);
  }
}
