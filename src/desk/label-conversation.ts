import { agentChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { Conversation } from "../protocol/resources.ts";
import { describeConversation, setLabels } from "../store/conversations.ts";
import { append, channelId } from "../store/log.ts";
import { personById } from "../store/people.ts";
import { type Actor, access } from "./access.ts";
import { announceWaiting } from "./announce.ts";
import type { Desk } from "./desk.ts";

/**
 * Replaces the labels of a conversation; one that waits is routed by them. For its assignee and those who decide whose
 * it is. The customer learns nothing of it. Throws `unauthenticated`, `forbidden`, `not-found`, `already-taken`.
 */
export async function labelConversation(
  desk: Desk,
  actor: Actor,
  id: string,
  labels: readonly string[],
): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    access.agent(actor);
    const held = await access.conversation(tx.db, actor, id, "assign");
    const at = desk.now();
    await setLabels(tx, held.id, labels);
    tx.roomMade.add(held.teamId);
    const described = await describeConversation(tx.db, held, "agent", desk.store.epoch);
    if (held.waitingSince !== null) await announceWaiting(tx, held, "queue:updated", at);
    if (held.assigneeId !== null) {
      const { publicId } = await personById(tx.db, held.assigneeId);
      await append(tx, {
        channelId: await channelId(tx, agentChannel(publicId)),
        event: "conversation:labelled",
        data: (seq): DeskEvents["conversation:labelled"] => ({
          conversationId: held.publicId,
          labels: described.conversation.labels,
          seq,
        }),
        at,
      });
    }
    return described.conversation;
  });
}
