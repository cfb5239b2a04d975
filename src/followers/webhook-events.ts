import { conversationChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { Message } from "../protocol/resources.ts";
import type { DeskWebhookEvent } from "../protocol/webhooks.ts";
import type { Database } from "../store/database.ts";
import { entryBefore, type FollowedRow } from "../store/log.ts";

/** One of the desk's events, before it has an id. */
export interface DeskHappening {
  readonly event: DeskWebhookEvent;
  readonly channel: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What webhooks are told of one row of the log: nothing, or one thing, or several in this order. */
export async function deskHappenings(db: Database, row: FollowedRow): Promise<DeskHappening[]> {
  switch (row.event as keyof DeskEvents) {
    case "message:new":
      return told(JSON.parse(row.data) as Message);
    case "message:read":
      return read(JSON.parse(row.data) as DeskEvents["message:read"]);
    case "conversation:updated":
      return await updated(db, JSON.parse(row.data) as DeskEvents["conversation:updated"]);
    default:
      return [];
  }
}

function told(message: Message): DeskHappening[] {
  const channel = conversationChannel(message.conversationId);
  const created: DeskHappening = { event: "message.created", channel, fields: { message } };
  // The log of a conversation begins with its first message, which is the customer's.
  if (message.seq !== 1) return [created];
  const conversation = {
    id: message.conversationId,
    customer: { id: message.senderId, name: message.senderName },
    createdAt: message.createdAt,
  };
  return [{ event: "conversation.created", channel, fields: { conversation } }, created];
}

function read({ conversationId, side, upTo }: DeskEvents["message:read"]): DeskHappening[] {
  const channel = conversationChannel(conversationId);
  return [
    { event: "conversation.read", channel, fields: { conversation: { id: conversationId }, side, upTo } },
  ];
}

/** The log says how a conversation stands; what has changed shows beside how it stood. */
async function updated(db: Database, now: DeskEvents["conversation:updated"]): Promise<DeskHappening[]> {
  const channel = conversationChannel(now.conversationId);
  const before = await entryBefore(db, channel, now.seq, "conversation:updated");
  const was = before
    ? (JSON.parse(before) as DeskEvents["conversation:updated"])
    : { status: "open", assignee: null };
  const { status, assignee } = now;
  const fields = { conversation: { id: now.conversationId, status, assignee } };
  const events: DeskWebhookEvent[] = [];
  if (status === "closed" && was.status !== "closed") events.push("conversation.closed");
  if (was.status === "closed" && status !== "closed") events.push("conversation.reopened");
  if (assignee?.id !== was.assignee?.id) events.push("conversation.assigned");
  return events.map((event) => ({ event, channel, fields }));
}
