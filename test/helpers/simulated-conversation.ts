import {
  type ConversationAction,
  type ConversationEvent,
  type ConversationState,
  lowest,
  NEW_CONVERSATION,
  type PendingMessage,
  reduce,
} from "../../src/client/conversation.ts";
import type {
  Conversation,
  ConversationSnapshot,
  Message,
  MessagePage,
  Side,
} from "../../src/protocol/resources.ts";
import { IN_SUPPORT } from "./in-support.ts";

/** Small, so that a few messages make several pages. */
const PAGE = 3;
const EPOCH = "epoch-1";
const AT = "2026-01-01T00:00:00.000Z";
const VERA = { id: "cus_vera", name: "Vera" };
const ADA = { id: "agt_ada", name: "Ada" };

/**
 * Vera's conversation as the desk keeps it, and her device's state of it. Each step is something that may happen; answers
 * and events arrive when the test says so, in whatever order, and some of them twice.
 */
export class SimulatedConversation {
  state: ConversationState = NEW_CONVERSATION;
  readonly #log: ConversationEvent[] = [];
  /** Everything ever written here; the device's own outbox forgets what the desk has, which is for the reducer to bear. */
  readonly written: PendingMessage[] = [];
  /** Written, and not posted yet. */
  readonly #outbox: PendingMessage[] = [];
  readonly #posted: Message[] = [];
  /** Where the device's subscription stands; it hands on what follows, in order. */
  #delivered = 0;
  /** The latest snapshot asked for. */
  #loading: { position?: number; state?: Omit<ConversationSnapshot, "position"> } | undefined;
  /** How far Vera has read on this device; the desk may not know yet. */
  #seenUpTo = 0;
  #older: { before: number; page?: MessagePage } | undefined;

  constructor() {
    this.#append("customer", "the first words");
    this.#reset();
  }

  readonly steps: readonly ((pick: number) => void)[] = [
    // Ada's or Vera's other device's doings reach the desk.
    () => this.#append("agent", "an answer"),
    (pick) => this.#append("customer", `from another tab ${pick}`),
    (pick) => this.#markRead(pick % 2 === 0 ? "customer" : "agent", pick),
    (pick) => this.#update(pick % 2 === 0 ? "open" : "closed"),
    // Vera writes; the desk gets it; its answer arrives, perhaps again.
    (pick) => this.#write(`mine ${pick}`),
    (pick) => this.#post(pick),
    (pick) => this.#answer(pick),
    // The subscription hands on the next event, or one that was seen.
    () => this.#deliver(),
    () => this.#deliver(),
    (pick) => this.#redeliver(pick),
    // The position can't be recovered; the desk reads its state; the snapshot arrives.
    () => this.#reset(),
    () => this.#readPosition(),
    () => this.#readState(),
    () => this.#loaded(),
    // Vera reads what is shown; the desk is told.
    () => this.#see(),
    () => this.#tellSeen(),
    // A page of history.
    () => this.#askOlder(),
    () => this.#readOlder(),
    () => this.#olderLoaded(),
  ];

  /** Lets everything that is under way arrive. */
  arrive(): void {
    while (this.#outbox.length > 0) this.#post(0);
    this.#readPosition();
    this.#readState();
    this.#loaded();
    this.#tellSeen();
    while (this.#delivered < this.#log.length) this.#deliver();
    this.#readOlder();
    this.#olderLoaded();
  }

  /** The same, and has the rest of the history loaded. */
  settle(): void {
    this.arrive();
    while (this.state.hasOlder) {
      this.#askOlder();
      this.#readOlder();
      this.#olderLoaded();
    }
  }

  /** All messages as the desk has them. */
  get messages(): Message[] {
    return this.#log.flatMap((entry) => (entry.event === "message:new" ? [entry.data] : []));
  }

  /** The conversation as the desk has it at the end of the log. */
  describe(side: Side = "customer"): Conversation {
    const messages = this.messages;
    const readUpTo = { customer: 0, agent: 0 };
    let status: Conversation["status"] = "open";
    for (const entry of this.#log) {
      if (entry.event === "message:read") readUpTo[entry.data.side] = entry.data.upTo;
      if (entry.event === "conversation:updated") status = entry.data.status;
    }
    return {
      ...IN_SUPPORT,
      id: "cnv_1",
      status,
      customer: VERA,
      assignee: ADA,
      readUpTo,
      unread: messages.filter(({ seq, senderRole }) => senderRole !== side && seq > readUpTo[side]).length,
      lastMessage: messages.at(-1) ?? null,
      createdAt: AT,
      updatedAt: AT,
    };
  }

  #append(side: Side, text: string, clientId = `c${this.#log.length}`): Message {
    const seq = this.#log.length + 1;
    const sender = side === "customer" ? VERA : ADA;
    const message: Message = {
      id: `msg_${seq}`,
      conversationId: "cnv_1",
      clientId,
      seq,
      text,
      senderRole: side,
      senderId: sender.id,
      senderName: sender.name,
      createdAt: AT,
    };
    this.#log.push({ event: "message:new", data: message });
    return message;
  }

  #markRead(side: Side, pick: number): void {
    const { readUpTo } = this.describe();
    const unread = this.messages.filter(({ seq }) => seq > readUpTo[side]);
    const read = unread[pick % Math.max(1, unread.length)];
    if (!read) return;
    this.#appendMarker(side, read.seq);
  }

  #appendMarker(side: Side, upTo: number): void {
    const unread = this.messages.filter(({ seq, senderRole }) => senderRole !== side && seq > upTo).length;
    const data = { conversationId: "cnv_1", side, upTo, unread, seq: this.#log.length + 1 };
    this.#log.push({ event: "message:read", data });
  }

  #update(status: Conversation["status"]): void {
    const { team, assigneeAway, accepted, acceptBy, snoozedUntil } = IN_SUPPORT;
    const data = {
      conversationId: "cnv_1",
      status,
      team,
      assignee: ADA,
      assigneeAway,
      accepted,
      acceptBy,
      snoozedUntil,
      seq: this.#log.length + 1,
    };
    this.#log.push({ event: "conversation:updated", data });
  }

  #write(text: string): void {
    const clientId = `mine-${this.written.length}`;
    const entry: PendingMessage = { clientId, text, createdAt: AT, status: "sending" };
    this.#outbox.push(entry);
    this.written.push(entry);
    this.#dispatch({ type: "pending", pending: [...this.written] });
  }

  #post(pick: number): void {
    const [entry] = this.#outbox.splice(pick % Math.max(1, this.#outbox.length), 1);
    if (entry) this.#posted.push(this.#append("customer", entry.text, entry.clientId));
  }

  #answer(pick: number): void {
    const message = this.#posted[pick % Math.max(1, this.#posted.length)];
    if (message) this.#dispatch({ type: "accepted", message });
  }

  #deliver(): void {
    const entry = this.#log[this.#delivered];
    if (!entry) return;
    this.#delivered++;
    this.#dispatch({ type: "event", ...entry });
  }

  #redeliver(pick: number): void {
    const entry = this.#log[pick % Math.max(1, this.#delivered)];
    if (entry && this.#delivered > 0) this.#dispatch({ type: "event", ...entry });
  }

  #reset(): void {
    this.#delivered = this.#log.length;
    this.#loading = {};
    this.#dispatch({ type: "awaited" });
  }

  #readPosition(): void {
    if (this.#loading) this.#loading.position ??= this.#log.length;
  }

  /** The desk reads the position first and the state later: the state may be newer. */
  #readState(): void {
    if (this.#loading?.position === undefined) return;
    const messages = this.messages;
    this.#loading.state ??= {
      conversation: this.describe(),
      messages: messages.slice(-PAGE),
      hasOlder: messages.length > PAGE,
    };
  }

  #loaded(): void {
    const { position, state } = this.#loading ?? {};
    if (position === undefined || !state) return;
    this.#loading = undefined;
    this.#dispatch({ type: "loaded", snapshot: { ...state, position: { epoch: EPOCH, seq: position } } });
  }

  #see(): void {
    const newest = this.state.messages.at(-1);
    if (!newest) return;
    this.#seenUpTo = newest.seq;
    this.#dispatch({ type: "read", side: "customer", upTo: newest.seq });
  }

  #tellSeen(): void {
    const { readUpTo } = this.describe();
    if (this.#seenUpTo > readUpTo.customer) this.#appendMarker("customer", this.#seenUpTo);
  }

  #askOlder(): void {
    if (!this.state.hasOlder || this.state.awaiting || this.#older) return;
    this.#older = { before: lowest(this.state) };
    this.#dispatch({ type: "older-awaited" });
  }

  #readOlder(): void {
    if (!this.#older) return;
    const { before } = this.#older;
    const earlier = this.messages.filter(({ seq }) => seq < before);
    this.#older.page ??= { messages: earlier.slice(-PAGE), hasOlder: earlier.length > PAGE };
  }

  #olderLoaded(): void {
    if (!this.#older?.page) return;
    const { before, page } = this.#older;
    this.#older = undefined;
    this.#dispatch({ type: "older-loaded", before, page });
  }

  #dispatch(action: ConversationAction): void {
    this.state = reduce(this.state, action);
  }
}
