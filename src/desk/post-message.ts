import type { Attachment, Message } from "../protocol/resources.ts";
import { clearPasses } from "../store/assignments.ts";
import {
  type ConversationRow,
  conversationById,
  setLastMessage,
  updateConversation,
} from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append } from "../store/log.ts";
import { insertMessage, lastMessageOfOthers, messageByClientId, messageId } from "../store/messages.ts";
import type { PersonRow } from "../store/people.ts";
import { acceptOffer } from "./accept-conversation.ts";
import { type Actor, access, type HeldConversation, sideOf } from "./access.ts";
import { announceWaiting } from "./announce.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";
import { comeBack, openByHand } from "./resolve-conversation.ts";

/** What somebody says. `clientId` is the device's own name for it and makes saying it twice harmless. */
export interface Words {
  readonly clientId: string;
  readonly text: string;
  /** How it came, when not by the API. */
  readonly via?: "email";
  readonly attachments?: readonly Attachment[];
}

/** What an agent knew when they wrote. */
export interface Knowledge {
  /** The last `seq` on their screen: a colleague's later reply makes the desk ask first. */
  readonly seenUpTo?: number | undefined;
  /** They know of it, and want to say it all the same. */
  readonly evenSo?: boolean | undefined;
}

/**
 * Stores a message and appends it to the conversation's log. `created` is false for a repeat, which changes nothing.
 * A customer's message opens a closed conversation again and wakes one that sleeps; an agent's answer accepts an offer.
 * Throws `unauthenticated`, `not-found`, `forbidden`, `client-id-reused`, `unseen-reply`, `agent-full`.
 */
export async function postMessage(
  desk: Desk,
  actor: Actor,
  conversationId: string,
  words: Words,
  knowledge: Knowledge = {},
): Promise<{ message: Message; created: boolean }> {
  return await desk.store.transact((tx) => postIn(tx, desk, actor, conversationId, words, knowledge));
}

/** The same in a transaction that stores something beside the message. */
export async function postIn(
  tx: Tx,
  desk: Desk,
  actor: Actor,
  conversationId: string,
  words: Words,
  knowledge: Knowledge = {},
): Promise<{ message: Message; created: boolean }> {
  const held = await access.conversation(tx.db, actor, conversationId);
  const repeated = await messageByClientId(tx.db, held.id, words.clientId);
  if (repeated) return { message: sameWords(repeated, words), created: false };
  const person = access.person(actor);
  if (person.role !== "customer") await askFirst(tx, held, person, knowledge);
  const message = await sayIn(tx, held, person, words, desk.now());
  return { message, created: true };
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
  const { via, attachments = [] } = words;
  if (sender.role === "customer") await hearCustomer(tx, held, at);
  else await hearAgent(tx, held, sender, at);
  const resource: Omit<Message, "seq"> = {
    id: messageId(),
    conversationId: held.publicId,
    clientId: words.clientId,
    text: words.text,
    senderRole: sideOf(sender),
    senderId: sender.publicId,
    senderName: sender.name,
    createdAt: new Date(at).toISOString(),
    ...(via === undefined ? {} : { via }),
    ...(attachments.length === 0 ? {} : { attachments: [...attachments] }),
  };
  const seq = await append(tx, {
    channelId: held.channelId,
    event: "message:new",
    data: (number): Message => ({ ...resource, seq: number }),
    at,
  });
  const messageKey = await insertMessage(tx, resource.id, {
    conversationId: held.id,
    seq,
    clientId: words.clientId,
    senderId: sender.id,
    senderRole: resource.senderRole,
    text: words.text,
    via: via ?? null,
    attachments,
    at,
  });
  await setLastMessage(tx, held.id, messageKey, at);
  if (held.waitingSince !== null || held.status !== "open") await showTeam(tx, held.id, at);
  return { ...resource, seq };
}

/** Its team sees what is said while it waits. */
async function showTeam(tx: Tx, conversationId: number, at: number): Promise<void> {
  const row = await conversationById(tx.db, conversationId);
  if (row.waitingSince !== null) await announceWaiting(tx, row, "queue:updated", at);
}

async function hearCustomer(tx: Tx, held: ConversationRow, at: number): Promise<void> {
  if (held.status !== "open") await comeBack(tx, held, "customer-wrote", at);
}

async function hearAgent(tx: Tx, held: ConversationRow, agent: PersonRow, at: number): Promise<void> {
  if (held.status !== "open") await openByHand(tx, held, agent, at);
  await acceptOffer(tx, held, at);
  if (held.answered === 1) return;
  await clearPasses(tx, held.id);
  await updateConversation(tx, held.id, { answered: 1 });
}

/** Two agents who answer at once confuse a customer: the second one is told of the first. */
async function askFirst(
  tx: Tx,
  held: ConversationRow,
  person: PersonRow,
  { seenUpTo, evenSo }: Knowledge,
): Promise<void> {
  if (seenUpTo === undefined || evenSo) return;
  if ((await lastMessageOfOthers(tx.db, held.id, person.id)) > seenUpTo)
    throw new Refusal("unseen-reply", "Read it first; send evenSo to say this all the same.");
}
