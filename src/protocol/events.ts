import type { ConversationStatus, Message, Person, QueuePlace, Side } from "./resources.ts";
import type { QueueEntry, TeamName, TeamStatus } from "./teams.ts";

/**
 * The desk's durable events: each is a row of the log with a `seq`, and reaches a reconnecting client by catch-up.
 * Every payload repeats its `seq`, because stock clients drop unknown top-level keys of a frame.
 */
export interface DeskEvents {
  /** On the conversation's channel. */
  "message:new": Message;
  /** On the conversation's channel: one side has read up to and including `upTo`. */
  /** `unread` is how much of the other side's that leaves. */
  "message:read": { conversationId: string; side: Side; upTo: number; unread: number; seq: number };
  /** On the conversation's channel: where it stands, or who has it, changed. */
  "conversation:updated": {
    conversationId: string;
    status: ConversationStatus;
    team: TeamName;
    assignee: Person | null;
    assigneeAway: boolean;
    accepted: boolean;
    acceptBy: string | null;
    snoozedUntil: string | null;
    seq: number;
  };
  /** On the conversation's channel: where it stands while it waits. */
  "queue:position": QueuePlace & { conversationId: string; seq: number };
  /** On the conversation's channel: messages up to `upTo` went to the customer by e-mail. */
  "message:emailed": { conversationId: string; upTo: number; seq: number };
  /** On the agent's channel: a conversation became theirs, or one of theirs was opened again. */
  "conversation:assigned": { conversationId: string; customerName: string; note: string | null; seq: number };
  /** On the agent's channel: a conversation is no longer theirs. */
  "conversation:released": { conversationId: string; seq: number };
  /** On the agent's channel: what they said of themselves, in whichever of their dashboards. */
  "agent:updated": { agentId: string; available: boolean; seq: number };
  /** On the staff channel: who may look at the conversation changed. */
  "staff:changed": { conversationId: string; seq: number };
  /** On the assignee's channel: what those who answer noted of a conversation. */
  "conversation:labelled": { conversationId: string; labels: string[]; seq: number };
  /** On the team's public channel: whether it answers, and when it is back. */
  "team:status": TeamStatus & { seq: number };
  /** On the team's own channel: a conversation waits, or was written in while it waits. */
  "queue:entered": QueueEntry & { seq: number };
  "queue:updated": QueueEntry & { seq: number };
  /** On the team's own channel: it waits no more; `agent` is whoever has it. */
  "queue:left": { conversationId: string; agent: Person | null; seq: number };
  /** On the team's own channel: somebody is in it no more. */
  "member:left": { agentId: string; seq: number };
  /** On the team's own channel: how a member stands. */
  "member:updated": {
    agentId: string;
    name: string;
    available: boolean;
    online: boolean;
    load: number;
    seq: number;
  };
}

export type DeskEvent = keyof DeskEvents;
