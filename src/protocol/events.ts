import type { ConversationStatus, Message, Person, Side } from "./resources.ts";

/**
 * The desk's durable events: each is a row of the log with a `seq`, and reaches a reconnecting client by catch-up.
 * Every payload repeats its `seq`, because stock clients drop unknown top-level keys of a frame.
 */
export interface DeskEvents {
  /** On the conversation's channel. */
  "message:new": Message;
  /** On the conversation's channel: one side has read up to and including `upTo`. */
  "message:read": { conversationId: string; side: Side; upTo: number; seq: number };
  /** On the conversation's channel: its status or its assignee changed. */
  "conversation:updated": {
    conversationId: string;
    status: ConversationStatus;
    assignee: Person | null;
    seq: number;
  };
  /** On the agent's channel: a conversation became theirs, or one of theirs was opened again. */
  "conversation:assigned": { conversationId: string; customerName: string; seq: number };
  /** On the agent's channel: a conversation is no longer theirs. */
  "conversation:released": { conversationId: string; seq: number };
  /** On the agent's channel: what they said of themselves, in whichever of their dashboards. */
  "agent:updated": { agentId: string; available: boolean; seq: number };
}

export type DeskEvent = keyof DeskEvents;
