import type { Conversation } from "../protocol/resources.ts";
import { addPass, clearPasses, noteStep } from "../store/assignments.ts";
import { type ConversationRow, conversationById, describeConversation } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { moveConversation } from "./move-conversation.ts";
import { placeConversation } from "./place-conversation.ts";

/**
 * The assignee has opened an offer, or begins to type in it: its clock stops. Harmless when it has stopped already.
 * Throws `unauthenticated`, `forbidden`, `not-found`.
 */
export async function acceptConversation(desk: Desk, actor: Actor, id: string): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    access.agent(actor);
    const held = await access.conversation(tx.db, actor, id);
    await acceptOffer(tx, held, desk.now());
    return (await describeConversation(tx.db, held, "agent", desk.store.epoch)).conversation;
  });
}

/** The same for whoever holds the conversation already. */
export async function acceptOffer(tx: Tx, held: ConversationRow, at: number): Promise<void> {
  if (held.accepted === 1) return;
  await noteStep(tx, {
    conversationId: held.id,
    teamId: held.teamId,
    kind: "accepted",
    agentId: held.assigneeId,
    at,
  });
  await clearPasses(tx, held.id);
  await moveConversation(tx, held, { acceptBy: null }, at);
}

/** An offer was not opened in time: the next one gets it, and never the same one again. */
export async function expireOffer(tx: Tx, conversationId: number, at: number): Promise<void> {
  const conversation = await conversationById(tx.db, conversationId);
  if (conversation.accepted === 1 || conversation.assigneeId === null) return;
  await addPass(tx, conversation.id, conversation.assigneeId);
  await noteStep(tx, {
    conversationId: conversation.id,
    teamId: conversation.teamId,
    kind: "expired",
    because: "not-accepted",
    agentId: conversation.assigneeId,
    at,
  });
  await placeConversation(tx, conversation, at);
}
