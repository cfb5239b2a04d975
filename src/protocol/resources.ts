import type { AppSettings, Dialect } from "./app-settings.ts";
import type { TeamName } from "./teams.ts";

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
  /** How it came, when not by the widget or the dashboard. */
  via?: "email";
  attachments?: Attachment[];
}

/** A file that came with a message. */
export interface Attachment {
  id: string;
  name: string;
  /** MIME type. */
  type: string;
  /** Bytes. */
  size: number;
}

/** A snoozed conversation sleeps until its time, or until the customer writes. */
export const CONVERSATION_STATUSES = ["open", "snoozed", "closed"] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

/** Where a waiting conversation stands, as its customer may know it. */
export interface QueuePlace {
  /** Exact up to ten; then 20, 50, 100 and so on, for "more than". */
  position: number;
  /** By what was seen lately; null when that is not known. */
  waitMinutes: number | null;
}

export interface Conversation {
  id: string;
  status: ConversationStatus;
  customer: Person;
  team: TeamName;
  /** Null while the conversation waits for an agent. A closed one names who had it last. */
  assignee: Person | null;
  /** Whether the assignee has gone without a word. */
  assigneeAway: boolean;
  /** False while an offer waits to be opened. */
  accepted: boolean;
  /** When the offer goes to somebody else. */
  acceptBy: string | null;
  /** Null when it sleeps until the customer writes, or does not sleep. */
  snoozedUntil: string | null;
  /** While it waits. */
  queue: QueuePlace | null;
  /** For those who answer; empty for the customer. */
  labels: string[];
  /** Messages up to this `seq` went to the customer by e-mail; 0 for none. */
  emailedUpTo: number;
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
  /** Whether a dashboard of theirs is connected, or was a moment ago. */
  online: boolean;
  /** How many conversations they have at once; null for what their team says. */
  capacity: number | null;
  /** How many open conversations they have. */
  load: number;
  skills: string[];
  teamIds: string[];
  /** Whether they can't sign in any more. */
  deactivated: boolean;
}
