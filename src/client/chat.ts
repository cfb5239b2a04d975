import type { Person } from "../protocol/resources.ts";
import type { Desk } from "./desk-api.ts";
import type { LiveConversation } from "./live-conversation.ts";
import type { SocketState } from "./socket.ts";

export interface ChatOptions {
  /** The desk's origin, such as `https://desk.example.com`; "" for the page's own. */
  baseUrl: string;
  /** A JWT by the host site's backend that says who the customer is. */
  identity?: string;
  /** The host site's own name for the customer: keeps the sessions of several people on one device apart. Proves nothing. */
  customerId?: string;
  /** Show this conversation rather than the newest open one, if it is the customer's. */
  conversationId?: string;
}

export interface ChatState {
  /** idle: not opened; opening; ready: `conversation` can be used; failed: the desk refused, see `problem`. */
  phase: "idle" | "opening" | "ready" | "failed";
  desk: Desk | null;
  /** Null until the first message: nobody is registered for merely looking. */
  customer: Person | null;
  connection: SocketState;
  /** The newest open one, or a new one. Another object takes its place when the session starts anew. */
  conversation: LiveConversation | null;
  /** Why the desk refused, in a sentence. */
  problem?: string;
}

/** The customer's side. Nothing is requested, connected or stored before `open()`. */
export declare class Chat {
  readonly state: ChatState;

  constructor(options: ChatOptions);
  /** Calls `listener` after each change of `state`; conversations tell of their own changes. Returns a function that stops it. */
  onChange(listener: () => void): () => void;
  /** Connects and shows the current conversation. Never rejects; harmless when repeated. */
  open(): Promise<void>;
  /** Puts a new conversation in the place of the current one; it is opened by its first message. */
  startNew(): void;
  /** Disconnects; unsent texts stay on the device. */
  close(): void;
}
