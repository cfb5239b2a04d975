import type { ChatState } from "../client/chat.ts";
import type { ConversationState } from "../client/conversation.ts";
import type { QueuePlace } from "../protocol/resources.ts";

/**
 * How the customer's matter stands with those who answer.
 *
 *   unknown  not loaded yet, or nothing to say
 *   fresh    nothing written yet, and somebody is there
 *   alone    nothing written yet, and nobody is there
 *   kept     it waits, and nobody is there
 *   waiting  it waits; `queue` says for how long, once that is known
 *   joined   somebody has it and has not written yet
 *   answered somebody has it
 *   away     whoever has it has gone
 *   closed
 */
export type Standing =
  | { kind: "unknown" | "fresh" | "alone" | "kept" | "closed" }
  | { kind: "waiting"; queue: QueuePlace | null }
  | { kind: "joined" | "answered" | "away"; name: string };

/** Reads it from what the desk told. A snoozed conversation is an open one to its customer. */
export function standingOf(
  { phase, conversation, messages, pending }: ConversationState,
  desk: ChatState["desk"],
): Standing {
  if (!desk || phase === "loading" || phase === "failed") return { kind: "unknown" };
  const { answering } = desk.status;
  if (!conversation) return { kind: pending.length > 0 ? "unknown" : answering ? "fresh" : "alone" };
  const { status, assignee, accepted, assigneeAway, queue } = conversation;
  if (status === "closed") return { kind: "closed" };
  // Whoever is offered a conversation may leave it to the next one: the customer is told of those who came.
  if (!assignee || !accepted) return answering ? { kind: "waiting", queue } : { kind: "kept" };
  const { id, name } = assignee;
  if (assigneeAway) return { kind: "away", name };
  for (const { senderId } of messages) if (senderId === id) return { kind: "answered", name };
  return { kind: "joined", name };
}
