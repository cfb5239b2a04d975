import type { DeskEvents } from "../protocol/events.ts";
import type { Side } from "../protocol/resources.ts";
import { advanceReadMarker } from "../store/conversations.ts";
import { append } from "../store/log.ts";
import { countBetween, lastMessageSeq } from "../store/messages.ts";
import { acceptOffer } from "./accept-conversation.ts";
import { type Actor, access, sideOf } from "./access.ts";
import type { Desk } from "./desk.ts";

/**
 * Moves the actor's side's read marker up to `upTo` and tells both sides. A marker never moves back, and never past
 * the last message. Returns both markers. Throws `unauthenticated`, `not-found`, `forbidden`.
 */
export async function markRead(
  desk: Desk,
  actor: Actor,
  conversationId: string,
  upTo: number,
): Promise<Record<Side, number>> {
  return await desk.store.transact(async (tx) => {
    const held = await access.conversation(tx.db, actor, conversationId);
    const side = sideOf(access.person(actor));
    // Whoever reads an offer has opened it.
    if (side === "agent") await acceptOffer(tx, held, desk.now());
    const markers = { customer: held.customerReadUpTo, agent: held.agentReadUpTo };
    const reachable = await lastMessageSeq(tx.db, held.id, upTo);
    if (reachable <= markers[side] || !(await advanceReadMarker(tx, held.id, side, reachable)))
      return markers;
    const unread = await countBetween(tx.db, held.id, {
      side: side === "customer" ? "agent" : "customer",
      after: reachable,
      upTo: Number.MAX_SAFE_INTEGER,
    });
    await append(tx, {
      channelId: held.channelId,
      event: "message:read",
      data: (seq): DeskEvents["message:read"] => ({
        conversationId: held.publicId,
        side,
        upTo: reachable,
        unread,
        seq,
      }),
      at: desk.now(),
    });
    return { ...markers, [side]: reachable };
  });
}
