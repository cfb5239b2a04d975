import type { ConversationSnapshot } from "../protocol/resources.ts";
import { conversationByClientId, insertConversation } from "../store/conversations.ts";
import { messageByClientId } from "../store/messages.ts";
import { type Actor, access } from "./access.ts";
import { routeConversation } from "./assign-conversation.ts";
import type { Desk } from "./desk.ts";
import { sameWords, sayIn, type Words } from "./post-message.ts";
import { snapshot } from "./read-conversation.ts";

/**
 * Opens a conversation with its first message and routes it, all in one transaction. Opening twice with the same
 * `clientId` opens once: `created` is false then. Throws `unauthenticated`, `forbidden`, `client-id-reused`.
 */
export async function openConversation(
  desk: Desk,
  actor: Actor,
  words: Words,
): Promise<{ snapshot: ConversationSnapshot; created: boolean }> {
  return await desk.store.transact(async (tx) => {
    const customer = access.customer(actor);
    const known = await conversationByClientId(tx.db, customer.id, words.clientId);
    if (known) {
      const first = await messageByClientId(tx.db, known.id, words.clientId);
      if (first) sameWords(first, words);
      return { snapshot: await snapshot(tx.db, desk, customer, known), created: false };
    }
    const at = desk.now();
    const row = await insertConversation(tx, { customerId: customer.id, clientId: words.clientId, at });
    const held = await access.conversation(tx.db, customer, row.publicId);
    await sayIn(tx, held, customer, words, at);
    const routed = await routeConversation(tx, held, at);
    return { snapshot: await snapshot(tx.db, desk, customer, routed), created: true };
  });
}
