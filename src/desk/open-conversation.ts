import type { ConversationSnapshot } from "../protocol/resources.ts";
import {
  conversationByClientId,
  conversationById,
  insertConversation,
  setLabels,
} from "../store/conversations.ts";
import type { Database } from "../store/database.ts";
import { messageByClientId } from "../store/messages.ts";
import { setContact } from "../store/people.ts";
import { defaultTeam, type TeamRow, teamBySlug } from "../store/teams.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { placeConversation } from "./place-conversation.ts";
import { sameWords, sayIn, type Words } from "./post-message.ts";
import { snapshot } from "./read-conversation.ts";

/** What may come with the first words. */
export interface Opening extends Words {
  /** The slug of the team it is for; one that is unknown is the default team's business. */
  readonly team?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  /** How the customer can be reached. */
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/**
 * Opens a conversation with its first message and routes it, all in one transaction. Opening twice with the same
 * `clientId` opens once: `created` is false then. Throws `unauthenticated`, `forbidden`, `client-id-reused`.
 */
export async function openConversation(
  desk: Desk,
  actor: Actor,
  opening: Opening,
): Promise<{ snapshot: ConversationSnapshot; created: boolean }> {
  return await desk.store.transact(async (tx) => {
    const customer = access.customer(actor);
    const known = await conversationByClientId(tx.db, customer.id, opening.clientId);
    if (known) {
      const first = await messageByClientId(tx.db, known.id, opening.clientId);
      if (first) sameWords(first, opening);
      return { snapshot: await snapshot(tx.db, desk, customer, known), created: false };
    }
    const at = desk.now();
    const { clientId, text, name, email, labels = [] } = opening;
    await setContact(tx, customer.id, { name, email });
    const team = await teamFor(tx.db, opening.team);
    const row = await insertConversation(tx, { customerId: customer.id, clientId, teamId: team.id, at });
    await setLabels(tx, row.id, labels);
    const held = await access.conversation(tx.db, customer, row.publicId);
    await sayIn(tx, held, customer, { clientId, text }, at);
    const placed = await placeConversation(tx, await conversationById(tx.db, row.id), at);
    return { snapshot: await snapshot(tx.db, desk, customer, placed), created: true };
  });
}

/** A host page may name a team that was renamed or removed since: the customer is heard all the same. */
async function teamFor(db: Database, slug: string | undefined): Promise<TeamRow> {
  return (slug === undefined ? undefined : await teamBySlug(db, slug)) ?? (await defaultTeam(db));
}
