import type { Conversation, Message, Position, Side } from "../protocol/resources.ts";

/** A text on its way to the desk. */
export interface PendingMessage {
  clientId: string;
  text: string;
  /** ISO 8601, by this device's clock. */
  createdAt: string;
  status: "sending" | "failed";
  /** Why the desk refused it, in a sentence. */
  problem?: string;
}

/** Everything a screen shows of one conversation. Immutable: a change makes a new one. */
export interface ConversationState {
  /**
   * new: nothing opened yet (a customer before the first message); listed: known from a list and followed live, its
   * history not loaded; loading; ready; failed: the desk refused to show it.
   */
  phase: "new" | "listed" | "loading" | "ready" | "failed";
  conversation: Conversation | null;
  /** Confirmed, ordered by seq, no doubles. */
  messages: readonly Message[];
  /** In the order written. */
  pending: readonly PendingMessage[];
  hasOlder: boolean;
  loadingOlder: boolean;
  /** Everything up to here is in this state. */
  position: Position | null;
  /** Who is typing; `until` in ms since 1970, by this device's clock. */
  typing: readonly { userId: string; until: number }[];
}

/** How many messages of the other side `side` has not read. */
export function unreadCount(_state: ConversationState, _side: Side): number {
  throw new Error("not built yet");
}
