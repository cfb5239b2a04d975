import type { Message } from "../protocol/resources.ts";
import { setLastMessage, updateConversation } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append } from "../store/log.ts";
import { insertMessage, messageByClientId, messageId } from "../store/messages.ts";
import { type PersonRow, personById } from "../store/people.ts";
import { type Actor, access, type HeldConversation, sideOf } from "./access.ts";
import { announceAssignment, announceUpdate, routeConversation } from "./assign-conversation.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";

/** What somebody says. `clientId` is the device's own name for it and makes saying it twice harmless. */
export interface Words {
  readonly clientId: string;
  readonly text: string;
}

/**
 * Stores a message and appends it to the conversation's log. `created` is false for a repeat, which changes nothing.
 * A message into a closed conversation opens it again. Throws `unauthenticated`, `not-found`, `forbidden`,
 * `client-id-reused`.
 */
export async function postMessage(
  desk: Desk,
  actor: Actor,
  conversationId: string,
  words: Words,
): Promise<{ message: Message; created: boolean }> {
  return await desk.store.transact(async (tx) => {
    const held = await access.conversation(tx.db, actor, conversationId);
    const repeated = await messageByClientId(tx.db, held.id, words.clientId);
    if (repeated) return { message: sameWords(repeated, words), created: false };
    const message = await sayIn(tx, held, access.person(actor), words, desk.now());
    return { message, created: true };
  });
}

/** The earlier message, if the repeat says the same. Throws `client-id-reused`. */
export function sameWords(earlier: Message, words: Words): Message {
  if (earlier.text !== words.text)
    throw new Refusal("client-id-reused", "Give every new message a clientId of its own.");
  return earlier;
}

/** Message row, log row and the conversation's last words, in one transaction. */
export async function sayIn(
  tx: Tx,
  held: HeldConversation,
  sender: PersonRow,
  words: Words,
  at: number,
): Promise<Message> {
  if (held.status === "closed") await reopen(tx, held, at);
  const resource: Omit<Message, "seq"> = {
    id: messageId(),
    conversationId: held.publicId,
    clientId: words.clientId,
    text: words.text,
    senderRole: sideOf(sender),
    senderId: sender.publicId,
    senderName: sender.name,
    createdAt: new Date(at).toISOString(),
  };
  const seq = await append(tx, {
    channelId: held.channelId,
    event: "message:new",
    data: (number): Message => ({ ...resource, seq: number }),
    at,
  });
  await insertMessage(tx, resource.id, {
    conversationId: held.id,
    seq,
    clientId: words.clientId,
    senderId: sender.id,
    senderRole: resource.senderRole,
    text: words.text,
    at,
  });
  await setLastMessage(tx, held.id, seq, at);
  return { ...resource, seq };
}

async function reopen(tx: Tx, held: HeldConversation, at: number): Promise<void> {
  const row = await updateConversation(tx, held.id, { status: "open", at });
  await announceUpdate(tx, row, at, { changesAudience: false });
  if (row.assigneeId === null) await routeConversation(tx, row, at);
  else await announceAssignment(tx, row, await personById(tx.db, row.assigneeId), at);
}
