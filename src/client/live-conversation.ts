import { conversationChannel } from "../protocol/channels.ts";
import type { Conversation, ConversationSnapshot, Message, Position, Side } from "../protocol/resources.ts";
import { TYPING_REPEAT_MS, TYPING_SHOWN_MS, TYPING_SIGNAL } from "../protocol/signals.ts";
import {
  type ConversationAction,
  type ConversationEvent,
  type ConversationState,
  lowest,
  NEW_CONVERSATION,
  reduce,
  unreadCount,
} from "./conversation.ts";
import type { CustomerApi, Opening } from "./customer-api.ts";
import { Listeners } from "./listeners.ts";
import { unconfirmed } from "./message-order.ts";
import type { Outbox } from "./outbox.ts";
import { ProblemError } from "./problem-error.ts";
import { ReadMarker } from "./read-marker.ts";
import type { Retry } from "./retry.ts";
import type { Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Timers may fire a little before their time. */
const TIMER_SLACK_MS = 20;

/** What all conversations of one person on one device share. */
export interface Line {
  readonly api: CustomerApi;
  readonly retry: Retry;
  readonly subscriptions: Subscriptions;
  readonly outbox: Outbox;
  readonly side: Side;
  /** The person's id, once it is known. */
  selfId(): string | undefined;
  /** The desk does not know us any more. */
  onUnauthenticated(): void;
  /** The conversation is not this person's any more. */
  onEnded?(conversation: LiveConversation): void;
}

/** One conversation kept up to date: history, live events, unsent texts, typing and read markers. */
export class LiveConversation {
  /** Null until a new conversation is opened. */
  id: string | null;
  /** Immutable; replaced upon every change. */
  state: ConversationState = NEW_CONVERSATION;
  readonly #line: Line;
  readonly #listeners = new Listeners();
  readonly #marker: ReadMarker;
  #subscription: Subscription | undefined;
  /** Counts the snapshots asked for: only the answer to the latest is new enough. */
  #loads = 0;
  #typedAt = 0;

  /** Of the given id; listed: as a list told of it; without either a new one, which its first text opens. */
  constructor(line: Line, id: string | null, listed?: { conversation: Conversation; position: Position }) {
    this.#line = line;
    this.id = id;
    this.#marker = new ReadMarker(line, this);
    if (listed) {
      this.#dispatch({ type: "listed", ...listed });
      this.#follow();
    } else if (id) void this.#load(id);
    this.refreshPending();
  }

  /** Messages of the other side that this person has not read. */
  get unread(): number {
    return unreadCount(this.state, this.#line.side);
  }

  /** Calls `listener` after each change; returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Loads the history of a conversation known from a list only, or tries again what failed; harmless otherwise. */
  load(): void {
    if (this.state.phase === "listed") this.loadOlder();
    else if (this.state.phase === "failed" && this.id) void this.#load(this.id);
  }

  /**
   * Queues a text; it shows as pending at once and survives a reload until the desk has it. `opening` says more about a
   * conversation that it opens.
   */
  send(text: string, opening?: Opening): void {
    const trimmed = text.trim();
    if (!trimmed) return;
    this.#typedAt = 0;
    this.#line.outbox.send(this.id, trimmed, { opening, seenUpTo: this.#seenUpTo });
  }

  /** Sends a failed text again; with `evenSo` whatever colleagues have said meanwhile. */
  retry(clientId: string, evenSo?: boolean): void {
    this.#line.outbox.retry(clientId, this.#seenUpTo, evenSo);
  }

  /** Forgets a failed text. */
  discard(clientId: string): void {
    this.#line.outbox.remove(clientId);
  }

  /** Loads the page of messages before the oldest one shown. */
  loadOlder(): void {
    const { hasOlder, loadingOlder, awaiting } = this.state;
    if (this.id && hasOlder && !loadingOlder && !awaiting) void this.#loadOlder(this.id);
  }

  /** Tells the others that this person is typing. Call it upon every keystroke: it limits itself. */
  typing(): void {
    const now = Date.now();
    if (now - this.#typedAt >= TYPING_REPEAT_MS && this.#subscription?.signal(TYPING_SIGNAL))
      this.#typedAt = now;
  }

  /** The person sees the newest message. Call it freely: it tells the desk only what is new, and only while the page is visible. */
  markRead(): void {
    this.#marker.advance();
  }

  /** Stops following; the object is of no use afterwards. */
  close(): void {
    this.#loads++;
    this.#marker.stop();
    this.#listeners.clear();
    if (this.#subscription) this.#line.subscriptions.unsubscribe(this.#subscription);
  }

  /** The new conversation turns out to be this one, opened elsewhere. */
  adopt(id: string): void {
    this.id = id;
    void this.#load(id);
  }

  /** The desk's answer to opening, or any newer snapshot. */
  loaded(snapshot: ConversationSnapshot): void {
    this.#loads++;
    this.id = snapshot.conversation.id;
    this.#dispatch({ type: "loaded", snapshot });
    this.#follow();
  }

  /** The desk's answer to a post. */
  accepted(message: Message): void {
    this.#dispatch({ type: "accepted", message });
  }

  /** Shows that this side has read so far, ahead of the desk's own event. */
  read(upTo: number): void {
    this.#dispatch({ type: "read", side: this.#line.side, upTo });
  }

  /** What those who answer noted of it. */
  labelled(labels: string[]): void {
    this.#dispatch({ type: "labelled", labels });
  }

  /** Takes over what the outbox holds. */
  refreshPending(): void {
    const pending = this.#line.outbox.of(this.id);
    if (pending.length > 0 || this.state.pending.length > 0) this.#dispatch({ type: "pending", pending });
  }

  /** Colleagues could get in each other's way; a customer has none. */
  get #seenUpTo(): number | undefined {
    const { messages } = this.state;
    return this.#line.side === "agent" ? (messages[messages.length - 1]?.seq ?? 0) : undefined;
  }

  async #load(id: string): Promise<void> {
    const load = ++this.#loads;
    this.#dispatch({ type: "awaited" });
    try {
      const snapshot = await this.#line.retry.answer(() => this.#line.api.conversation(id));
      if (load === this.#loads) this.loaded(snapshot);
    } catch (error) {
      if (load === this.#loads) this.#failed(error);
    }
  }

  async #loadOlder(id: string): Promise<void> {
    const before = lowest(this.state);
    this.#dispatch({ type: "older-awaited" });
    try {
      const page = await this.#line.retry.answer(() => this.#line.api.messages(id, { before }));
      this.#dispatch({ type: "older-loaded", before, page });
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (!(error instanceof ProblemError)) return;
    if (error.status === 401) this.#line.onUnauthenticated();
    else this.#dispatch({ type: "failed" });
  }

  #follow(): void {
    const { id, state } = this;
    if (!id || this.#subscription) return;
    this.#subscription = this.#line.subscriptions.subscribe(
      conversationChannel(id),
      {
        event: (event, data) => this.#happened({ event, data }),
        signal: (event, _data, userId) => this.#signalled(event, userId),
        joined: (recovered) => {
          if (!recovered) void this.#load(id);
        },
        ended: () => {
          this.#subscription = undefined;
          this.#dispatch({ type: "failed" });
          this.#line.onEnded?.(this);
        },
      },
      state.position,
    );
  }

  #happened(entry: { event: string; data: unknown }): void {
    if (isConversationEvent(entry)) this.#dispatch({ type: "event", ...entry });
  }

  #signalled(event: string, userId: string | undefined): void {
    // My own id is my other tab.
    if (event !== TYPING_SIGNAL || !userId || userId === this.#line.selfId()) return;
    this.#dispatch({ type: "typing", userId, until: Date.now() + TYPING_SHOWN_MS });
    setTimeout(() => this.#dispatch({ type: "tick", now: Date.now() }), TYPING_SHOWN_MS + TIMER_SLACK_MS);
  }

  #dispatch(action: ConversationAction): void {
    const next = reduce(this.state, action);
    if (next === this.state) return;
    this.state = next;
    // The event may come before the answer to the post, or that answer be lost: no need to send it again.
    for (const entry of this.#line.outbox.of(this.id))
      if (unconfirmed([entry], next.messages).length === 0) this.#line.outbox.remove(entry.clientId);
    this.#listeners.tell();
  }
}

function isConversationEvent(entry: { event: string; data: unknown }): entry is ConversationEvent {
  const { data } = entry;
  return typeof data === "object" && data !== null && "seq" in data;
}
