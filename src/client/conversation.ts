import type { ProblemCode } from "../protocol/errors.ts";
import type { DeskEvent, DeskEvents } from "../protocol/events.ts";
import type {
  Conversation,
  ConversationSnapshot,
  Message,
  MessagePage,
  Position,
  Side,
} from "../protocol/resources.ts";
import { merge, unconfirmed } from "./message-order.ts";

/** A text on its way to the desk. */
export interface PendingMessage {
  clientId: string;
  text: string;
  /** ISO 8601, by this device's clock. */
  createdAt: string;
  status: "sending" | "failed";
  /** Why the desk refused it, in a sentence. */
  problem?: string | undefined;
  /** The refusal's stable code. */
  code?: ProblemCode | undefined;
}

/** An event of a conversation's channel. */
export type ConversationEvent = { [Name in DeskEvent]: { event: Name; data: DeskEvents[Name] } }[DeskEvent];

/** Everything a screen shows of one conversation. Immutable: a change makes a new one. */
export interface ConversationState {
  /**
   * new: nothing opened yet (a customer before the first message); listed: known from a list and followed live, its
   * history not loaded; loading; ready; failed: the desk refused to show it.
   */
  phase: "new" | "listed" | "loading" | "ready" | "failed";
  conversation: Conversation | null;
  /** Confirmed, ordered by seq, no doubles, and but for just sent ones no holes. */
  messages: readonly Message[];
  /** In the order written. */
  pending: readonly PendingMessage[];
  /** Whether the desk has messages before the first of these. */
  hasOlder: boolean;
  loadingOlder: boolean;
  /** Everything up to here is in this state. */
  position: Position | null;
  /** Where the desk counted `conversation.unread`, as a seq. */
  countedAt: number;
  /** How much was unread for a side when it was told how far that side has read, and at which seq that was. */
  recounts: Readonly<Partial<Record<Side, { unread: number; at: number }>>>;
  /** Live events since a snapshot was asked for: it may be older or newer than each of them. Null when none is awaited. */
  awaiting: readonly ConversationEvent[] | null;
  /** Who is typing; `until` in ms since 1970, by this device's clock. */
  typing: readonly { userId: string; until: number }[];
}

export type ConversationAction =
  /** What a list told of it. */
  | { type: "listed"; conversation: Conversation; position: Position }
  /** A snapshot is being asked for. */
  | { type: "awaited" }
  | { type: "loaded"; snapshot: ConversationSnapshot }
  | { type: "failed" }
  /** A page of history is being asked for. */
  | { type: "older-awaited" }
  /** The messages before seq `before`. */
  | { type: "older-loaded"; before: number; page: MessagePage }
  | ({ type: "event" } & ConversationEvent)
  /** The desk's answer to a post. */
  | { type: "accepted"; message: Message }
  /** What this person just read, ahead of the event. */
  | { type: "read"; side: Side; upTo: number }
  /** What the outbox holds for this conversation. */
  | { type: "pending"; pending: readonly PendingMessage[] }
  /** What those who answer noted of it. */
  | { type: "labelled"; labels: string[] }
  | { type: "typing"; userId: string; until: number }
  /** Time has passed. */
  | { type: "tick"; now: number };

export const NEW_CONVERSATION: ConversationState = {
  phase: "new",
  conversation: null,
  messages: [],
  pending: [],
  hasOlder: false,
  loadingOlder: false,
  position: null,
  countedAt: 0,
  recounts: {},
  awaiting: null,
  typing: [],
};

/**
 * What follows from what happened. Any order and any repetition of answers, events and snapshots ends in the same
 * state, as long as the events come as a `Subscription` hands them on: none missing after the position.
 */
export function reduce(state: ConversationState, action: ConversationAction): ConversationState {
  switch (action.type) {
    case "listed":
      return listed(state, action);
    case "awaited":
      return {
        ...state,
        phase: state.phase === "ready" ? "ready" : "loading",
        awaiting: state.awaiting ?? [],
      };
    case "loaded":
      return loaded(state, action.snapshot);
    case "failed":
      return { ...state, phase: "failed", awaiting: null, loadingOlder: false };
    case "older-awaited":
      return { ...state, phase: state.phase === "listed" ? "loading" : state.phase, loadingOlder: true };
    case "older-loaded":
      return olderLoaded(state, action);
    case "event":
      return state.awaiting ? { ...state, awaiting: [...state.awaiting, action] } : apply(state, action);
    case "accepted":
      return withMessage(state, action.message);
    case "read":
      return withMarker(state, action.side, action.upTo);
    case "pending":
      return { ...state, pending: unconfirmed(action.pending, state.messages) };
    case "labelled":
      return state.conversation
        ? { ...state, conversation: { ...state.conversation, labels: action.labels } }
        : state;
    case "typing":
      return withTyping(state, action);
    default:
      return typingWhere(state, ({ until }) => until > action.now);
  }
}

/** How many messages of the other side `side` has not read. */
export function unreadCount(state: ConversationState, side: Side): number {
  const { conversation, messages } = state;
  if (!conversation) return 0;
  // The desk's own count holds as long as our history does not reach down to the marker.
  let from = conversation.readUpTo[side];
  let unread = 0;
  if (from + 1 < lowest(state)) {
    const recount = state.recounts[side];
    const isLater = recount && recount.at > state.countedAt;
    from = isLater ? recount.at : state.countedAt;
    unread = isLater ? recount.unread : conversation.unread;
  }
  for (const { seq, senderRole } of messages) if (seq > from && senderRole !== side) unread++;
  return unread;
}

/** Every message from this seq on is in the state. */
export function lowest({ hasOlder, messages, position }: ConversationState): number {
  return hasOlder ? (messages[0]?.seq ?? (position?.seq ?? 0) + 1) : 0;
}

function listed(
  state: ConversationState,
  { conversation, position }: { conversation: Conversation; position: Position },
): ConversationState {
  const { lastMessage } = conversation;
  return {
    ...state,
    phase: "listed",
    conversation,
    position,
    countedAt: Math.max(position.seq, lastMessage?.seq ?? 0),
    recounts: {},
    messages: lastMessage ? [lastMessage] : [],
    hasOlder: true,
  };
}

function loaded(state: ConversationState, snapshot: ConversationSnapshot): ConversationState {
  const { conversation, position } = snapshot;
  // In another epoch, after a backup was restored, the same numbers mean other messages.
  const comparable = state.position?.epoch === position.epoch ? state.position : null;
  if (comparable && comparable.seq > position.seq)
    return settled({ ...state, awaiting: null }, state.awaiting);

  const low = lowest({ ...state, ...snapshot });
  const touching = comparable !== null && comparable.seq + 1 >= low;
  const kept: Message[] = [];
  for (const message of state.messages) {
    const justSent = message.seq > position.seq && (comparable || !state.position);
    if (justSent || (touching && message.seq < low)) kept.push(message);
  }
  const messages = merge(kept, snapshot.messages);
  const { readUpTo } = (comparable && state.conversation) ?? conversation;
  return settled(
    {
      ...state,
      phase: "ready",
      conversation: { ...conversation, readUpTo: later(conversation.readUpTo, readUpTo) },
      messages,
      hasOlder: touching && lowest(state) < low ? state.hasOlder : snapshot.hasOlder,
      pending: unconfirmed(state.pending, messages),
      position,
      countedAt: Math.max(position.seq, conversation.lastMessage?.seq ?? 0),
      recounts: comparable ? state.recounts : {},
      awaiting: null,
    },
    state.awaiting,
  );
}

/** Applies what came while the snapshot was awaited, as far as it does not contain it. */
function settled(state: ConversationState, awaited: ConversationState["awaiting"]): ConversationState {
  let next = state;
  for (const event of awaited ?? []) next = apply(next, event);
  return next;
}

function olderLoaded(
  state: ConversationState,
  { before, page }: { before: number; page: MessagePage },
): ConversationState {
  const phase = state.phase === "loading" && !state.awaiting ? "ready" : state.phase;
  // A snapshot has moved the beginning meanwhile: the page no longer fits, and would leave a hole.
  if (before !== lowest(state)) return { ...state, phase, loadingOlder: false };
  const messages = merge(page.messages, state.messages);
  const pending = unconfirmed(state.pending, messages);
  return { ...state, phase, messages, pending, hasOlder: page.hasOlder, loadingOlder: false };
}

function apply(state: ConversationState, event: ConversationEvent): ConversationState {
  const { conversation, position } = state;
  const { seq } = event.data;
  if (!conversation || !position || seq <= position.seq) return state;
  const next = { ...state, position: { epoch: position.epoch, seq } };
  switch (event.event) {
    case "message:new":
      return withMessage(
        typingWhere(next, (who) => sideOf(who, conversation) !== event.data.senderRole),
        event.data,
      );
    case "message:read": {
      const { side, upTo, unread } = event.data;
      return withMarker(
        { ...next, recounts: { ...state.recounts, [side]: { unread, at: seq } } },
        side,
        upTo,
      );
    }
    case "conversation:updated": {
      const { conversationId: _, seq: __, ...standing } = event.data;
      const queue = standing.assignee || standing.status !== "open" ? null : conversation.queue;
      return { ...next, conversation: { ...conversation, ...standing, queue } };
    }
    case "queue:position": {
      const { position: place, waitMinutes } = event.data;
      return { ...next, conversation: { ...conversation, queue: { position: place, waitMinutes } } };
    }
    case "message:emailed":
      return { ...next, conversation: { ...conversation, emailedUpTo: event.data.upTo } };
    default:
      return next;
  }
}

function withMessage(state: ConversationState, message: Message): ConversationState {
  const { conversation } = state;
  const pending = unconfirmed(state.pending, [message]);
  // The answer to a repeated post may tell of a message far back in the history that is not loaded.
  if (message.seq < lowest(state)) return { ...state, pending };
  const isLast = conversation && message.seq > (conversation.lastMessage?.seq ?? 0);
  return {
    ...state,
    pending,
    messages: merge(state.messages, [message]),
    conversation: isLast
      ? { ...conversation, lastMessage: message, updatedAt: message.createdAt }
      : conversation,
  };
}

function withMarker(state: ConversationState, side: Side, upTo: number): ConversationState {
  const { conversation } = state;
  if (!conversation || upTo <= conversation.readUpTo[side]) return state;
  return {
    ...state,
    conversation: { ...conversation, readUpTo: { ...conversation.readUpTo, [side]: upTo } },
  };
}

function withTyping(
  state: ConversationState,
  { userId, until }: { userId: string; until: number },
): ConversationState {
  const others = typingWhere(state, (who) => who.userId !== userId);
  return { ...state, typing: [...others.typing, { userId, until }] };
}

type Typing = ConversationState["typing"][number];

/** The state itself when nobody is to be left out, so that nothing is drawn anew for nothing. */
function typingWhere(state: ConversationState, keep: (who: Typing) => boolean): ConversationState {
  const typing: Typing[] = [];
  for (const who of state.typing) if (keep(who)) typing.push(who);
  return typing.length === state.typing.length ? state : { ...state, typing };
}

function sideOf({ userId }: Typing, conversation: Conversation): Side {
  return userId === conversation.customer.id ? "customer" : "agent";
}

function later(a: Record<Side, number>, b: Record<Side, number>): Record<Side, number> {
  return { customer: Math.max(a.customer, b.customer), agent: Math.max(a.agent, b.agent) };
}
