import { agentChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { Conversation } from "../protocol/resources.ts";
import { countAssignment, routingCandidates } from "../store/assignments.ts";
import {
  type ConversationRow,
  describeConversation,
  updateConversation,
  waitingConversations,
} from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append, channelId } from "../store/log.ts";
import { type PersonRow, personById, personByPublicId, toPerson } from "../store/people.ts";
import { type Actor, access, sideOf } from "./access.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";
import { roundRobin, type Strategy } from "./routing.ts";

/**
 * Gives a conversation to an agent by hand. The former assignee is off its channel before anything else is said.
 * Throws `unauthenticated`, `forbidden`, `not-found`, `agent-unknown`.
 */
export async function assignConversation(
  desk: Desk,
  actor: Actor,
  conversationId: string,
  agentId: string,
): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    const held = await access.conversation(tx.db, actor, conversationId, "assign");
    const agent = await personByPublicId(tx.db, agentId);
    if (!agent || agent.role === "customer")
      throw new Refusal("agent-unknown", "Choose somebody from the list of agents.");
    const row = held.assigneeId === agent.id ? held : await giveTo(tx, held, agent, desk.now());
    const side = sideOf(access.agent(actor));
    return (await describeConversation(tx.db, row, side, desk.store.epoch)).conversation;
  });
}

/** Finds an agent for a conversation that has none, in the transaction that made it so; it waits if there is none. */
export async function routeConversation(
  tx: Tx,
  conversation: ConversationRow,
  at: number,
  strategy: Strategy = roundRobin,
): Promise<ConversationRow> {
  const chosen = strategy(await routingCandidates(tx));
  if (!chosen) return conversation;
  return await giveTo(tx, conversation, await personById(tx.db, chosen.personId), at);
}

/** Gives everything that waits to those who can take it: run when somebody becomes able to. */
export async function routeWaiting(tx: Tx, at: number): Promise<void> {
  for (const conversation of await waitingConversations(tx.db)) {
    const routed = await routeConversation(tx, conversation, at);
    if (routed.assigneeId === null) return;
  }
}

/** Tells the conversation's channel where it stands; `changesAudience` when its people changed. */
export async function announceUpdate(
  tx: Tx,
  row: ConversationRow,
  at: number,
  { changesAudience }: { changesAudience: boolean },
): Promise<void> {
  const assignee = row.assigneeId === null ? null : toPerson(await personById(tx.db, row.assigneeId));
  await append(tx, {
    channelId: row.channelId,
    event: "conversation:updated",
    data: (seq): DeskEvents["conversation:updated"] => ({
      conversationId: row.publicId,
      status: row.status,
      assignee,
      seq,
    }),
    at,
    changesAudience,
  });
}

/** Tells an agent that an open conversation is theirs: it became so, or it was closed and forgotten by their dashboards. */
export async function announceAssignment(
  tx: Tx,
  row: ConversationRow,
  assignee: PersonRow,
  at: number,
): Promise<void> {
  const customer = await personById(tx.db, row.customerId);
  await append(tx, {
    channelId: await channelId(tx, agentChannel(assignee.publicId)),
    event: "conversation:assigned",
    data: (seq): DeskEvents["conversation:assigned"] => ({
      conversationId: row.publicId,
      customerName: customer.name,
      seq,
    }),
    at,
  });
}

async function giveTo(
  tx: Tx,
  conversation: ConversationRow,
  agent: PersonRow,
  at: number,
): Promise<ConversationRow> {
  const row = await updateConversation(tx, conversation.id, { assigneeId: agent.id, at });
  await countAssignment(tx, agent.id);
  await announceUpdate(tx, row, at, { changesAudience: true });
  if (conversation.assigneeId !== null) {
    const former = await personById(tx.db, conversation.assigneeId);
    await append(tx, {
      channelId: await channelId(tx, agentChannel(former.publicId)),
      event: "conversation:released",
      data: (seq): DeskEvents["conversation:released"] => ({ conversationId: row.publicId, seq }),
      at,
    });
  }
  await announceAssignment(tx, row, agent, at);
  return row;
}
