import type { Conversation, ConversationStatus } from "../protocol/resources.ts";
import { describeConversation, updateConversation } from "../store/conversations.ts";
import { personById } from "../store/people.ts";
import { type Actor, access } from "./access.ts";
import { announceAssignment, announceUpdate } from "./assign-conversation.ts";
import type { Desk } from "./desk.ts";

/** Closes a conversation; the customer's next message opens it again. Throws as `setStatus`. */
export function resolveConversation(desk: Desk, actor: Actor, id: string): Promise<Conversation> {
  return setStatus(desk, actor, id, "closed");
}

/** Opens a closed conversation again. Throws as `setStatus`. */
export function reopenConversation(desk: Desk, actor: Actor, id: string): Promise<Conversation> {
  return setStatus(desk, actor, id, "open");
}

/** For its assignee. Throws `unauthenticated`, `not-found`, `forbidden`. */
async function setStatus(
  desk: Desk,
  actor: Actor,
  id: string,
  status: ConversationStatus,
): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    access.agent(actor);
    const held = await access.conversation(tx.db, actor, id);
    if (held.status !== status) {
      const at = desk.now();
      const row = await updateConversation(tx, held.id, { status, at });
      await announceUpdate(tx, row, at, { changesAudience: false });
      if (status === "open" && row.assigneeId !== null)
        await announceAssignment(tx, row, await personById(tx.db, row.assigneeId), at);
    }
    return (await describeConversation(tx.db, held, "agent", desk.store.epoch)).conversation;
  });
}
