import type { Me } from "./desk-api.ts";
import type { LiveConversation } from "./live-conversation.ts";
import type { SocketState } from "./socket.ts";

export interface InboxState {
  /** idle: not opened; loading; ready; signed-out: the agent must sign in (again); failed: the desk refused, see `problem`. */
  phase: "idle" | "loading" | "ready" | "signed-out" | "failed";
  me: Me | null;
  connection: SocketState;
  /** Open and assigned to me, latest activity first. */
  conversations: readonly LiveConversation[];
  /** Unread messages in all of them. */
  unread: number;
  /** Why the desk refused, in a sentence. */
  problem?: string;
}

/** The agent's side, signed in by cookie: every conversation assigned to them, each kept live. */
export declare class Inbox {
  readonly state: InboxState;

  constructor(options: { baseUrl: string });
  /** Calls `listener` after each change of `state`, a conversation's own changes included. Returns a function that stops it. */
  onChange(listener: () => void): () => void;
  /** Calls `listener` when a conversation becomes mine while watching, for a sound or a notification. */
  onAssigned(listener: (conversation: LiveConversation) => void): () => void;
  /** Loads and connects. Never rejects; harmless when repeated. */
  open(): Promise<void>;
  /** One of mine, open or closed; undefined when it is not mine. */
  conversation(id: string): LiveConversation | undefined;
  /** Loads closed conversations of mine; each is then kept live as well. */
  closed(): Promise<readonly LiveConversation[]>;
  /** Says whether I take new conversations. Rejects with `ProblemError` or `OfflineError`. */
  setAvailable(available: boolean): Promise<void>;
  /** Disconnects; unsent texts stay on the device. */
  close(): void;
}
