import type { AppSettings, Dialect } from "./app-settings.ts";

/**
 * The things that the HTTP API returns and that events carry. All times are ISO 8601 in UTC; every `seq` is a
 * position in the log of the conversation's channel, counted from 1 without holes.
 */

/** Longest message text, in UTF-16 code units. */
export const MESSAGE_TEXT_MAX = 4_000;
/** Longest name of a person, in UTF-16 code units. */
export const PERSON_NAME_MAX = 100;
/** Shortest password an account takes, in UTF-16 code units. */
export const PASSWORD_MIN = 10;
/** How many messages one page of history holds at most, and by default. */
export const HISTORY_PAGE = 50;

/** The two sides of a conversation. */
export type Side = "customer" | "agent";
/** What a person may be. An admin is an agent who also runs the desk. */
export type Role = "customer" | "agent" | "admin";

export interface Person {
  id: string;
  name: string;
}

export interface Message {
  id: string;
  conversationId: string;
  /** Chosen by the sender's device, unique in the conversation: it makes a repeated send harmless. */
  clientId: string;
  seq: number;
  text: string;
  senderRole: Side;
  senderId: string;
  senderName: string;
  createdAt: string;
}

export type ConversationStatus = "open" | "closed";

export interface Conversation {
  id: string;
  status: ConversationStatus;
  customer: Person;
  /** Null while the conversation waits for an agent. */
  assignee: Person | null;
  /** How far each side has read, as a `seq`; 0 for nothing. */
  readUpTo: Record<Side, number>;
  /** Messages of the other side after the asking person's own marker. */
  unread: number;
  lastMessage: Message | null;
  createdAt: string;
  updatedAt: string;
}

/** A place in a channel's log. `epoch` names the timeline of the database: it changes when a backup is restored. */
export interface Position {
  epoch: string;
  seq: number;
}

/** State together with the position it was read at: subscribe `since` it and nothing falls between. */
export interface ConversationSnapshot {
  conversation: Conversation;
  /** The newest page, oldest first. */
  messages: Message[];
  hasOlder: boolean;
  position: Position;
}

export interface ConversationList {
  conversations: Conversation[];
  /** Where each conversation's channel stood when it was read, by conversation id. */
  positions: Record<string, Position>;
}

export interface MessagePage {
  /** Oldest first. */
  messages: Message[];
  hasOlder: boolean;
}

/** An app of somebody else's that uses the realtime engine, as admins see it. */
export interface OutsideApp {
  id: string;
  name: string;
  settings: AppSettings;
  /** Several keys share the app's channels; each speaks one dialect. */
  keys: { key: string; secret: string; dialect: Dialect }[];
}

/** Somebody who answers, as colleagues see them. */
export interface Agent extends Person {
  email: string;
  role: "agent" | "admin";
  /** What the agent says of themselves. */
  available: boolean;
  /** Whether a dashboard of theirs is connected. */
  online: boolean;
}
