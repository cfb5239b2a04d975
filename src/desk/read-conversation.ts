import {
  type ConversationList,
  type ConversationSnapshot,
  type ConversationStatus,
  HISTORY_PAGE,
  type MessagePage,
} from "../protocol/resources.ts";
import { type ConversationRow, conversationsOf, describeConversation } from "../store/conversations.ts";
import type { Database } from "../store/database.ts";
import { messagesBefore } from "../store/messages.ts";
import type { PersonRow } from "../store/people.ts";
import { type Actor, access, sideOf } from "./access.ts";
import type { Desk } from "./desk.ts";

/** The longest list of conversations: more than anybody works on at once. */
const LIST_MAX = 200;

/**
 * A conversation with its newest page and its position, for whoever may look at it. Throws `unauthenticated`,
 * `not-found`, `forbidden`.
 */
export async function readConversation(desk: Desk, actor: Actor, id: string): Promise<ConversationSnapshot> {
  const { db } = desk.store;
  const held = await access.conversation(db, actor, id, "look");
  return await snapshot(db, desk, access.person(actor), held);
}

/** An older page. Throws `unauthenticated`, `not-found`, `forbidden`. */
export async function listMessages(
  desk: Desk,
  actor: Actor,
  id: string,
  page: { before?: number | undefined; limit: number },
): Promise<MessagePage> {
  const held = await access.conversation(desk.store.db, actor, id, "look");
  return await messagesBefore(desk.store.db, held.id, page.before, page.limit);
}

/** A customer's own conversations, or those assigned to an agent, latest activity first. */
export async function listConversations(
  desk: Desk,
  actor: Actor,
  status: ConversationStatus | undefined,
): Promise<ConversationList> {
  const { db, epoch } = desk.store;
  const person = access.person(actor);
  const list: ConversationList = { conversations: [], positions: {} };
  for (const row of await conversationsOf(db, person, status, LIST_MAX)) {
    const { conversation, position } = await describeConversation(db, row, sideOf(person), epoch);
    list.conversations.push(conversation);
    list.positions[conversation.id] = position;
  }
  return list;
}

/** State and position of a conversation that somebody may see. The position is the older of the two. */
export async function snapshot(
  db: Database,
  desk: Desk,
  person: PersonRow,
  row: ConversationRow,
): Promise<ConversationSnapshot> {
  const described = await describeConversation(db, row, sideOf(person), desk.store.epoch);
  return { ...described, ...(await messagesBefore(db, row.id, undefined, HISTORY_PAGE)) };
}
