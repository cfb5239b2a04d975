import type { ConversationState } from "./conversation.ts";

/** One conversation kept up to date: history, live events, unsent texts, typing and read markers. */
export declare class LiveConversation {
  /** Immutable; replaced upon every change. */
  readonly state: ConversationState;
  /** Messages of the other side that this person has not read. */
  readonly unread: number;

  /** Calls `listener` after each change; returns a function that stops it. */
  onChange(listener: () => void): () => void;
  /** Loads the history of a conversation known from a list only; harmless otherwise. */
  load(): void;
  /** Queues a text; it shows as pending at once and survives a reload until the desk has it. */
  send(text: string): void;
  /** Sends a failed text again. */
  retry(clientId: string): void;
  /** Forgets a failed text. */
  discard(clientId: string): void;
  /** Loads the page of messages before the oldest one shown. */
  loadOlder(): void;
  /** Tells the others that this person is typing. Call it upon every keystroke: it limits itself. */
  typing(): void;
  /** The person sees the newest message. Call it freely: it tells the desk only what is new, and only while the page is visible. */
  markRead(): void;
  /** Stops following; the object is of no use afterwards. */
  close(): void;
}
