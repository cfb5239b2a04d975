import type { Conversation } from "../protocol/resources.ts";
import type { AssignmentKind, AssignmentReason } from "../protocol/teams.ts";
import { clearPasses, dutyOf, noteStep } from "../store/assignments.ts";
import { type ConversationRow, conversationById, describeConversation } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import type { PersonRow } from "../store/people.ts";
import { isMember, teamById } from "../store/teams.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { moveConversation } from "./move-conversation.ts";
import { placeConversation } from "./place-conversation.ts";
import { Refusal } from "./refusal.ts";

/**
 * Closes a conversation; the customer's next message opens it again. For its assignee. Throws `unauthenticated`,
 * `not-found`, `forbidden`.
 */
export async function resolveConversation(desk: Desk, actor: Actor, id: string): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    const person = access.agent(actor);
    const held = await access.conversation(tx.db, actor, id);
    if (held.status !== "closed") {
      const at = desk.now();
      await noteStep(tx, { ...stepOf(held, at), kind: "closed", agentId: held.assigneeId, byId: person.id });
      await moveConversation(tx, held, { status: "closed" }, at);
    }
    return (await describeConversation(tx.db, held, "agent", desk.store.epoch)).conversation;
  });
}

/**
 * Opens a closed conversation again, for the agent who had it last; wakes one that sleeps. Throws `unauthenticated`,
 * `not-found`, `forbidden`, `agent-full`.
 */
export async function reopenConversation(desk: Desk, actor: Actor, id: string): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    const person = access.agent(actor);
    const held = await access.conversation(tx.db, actor, id);
    if (held.status !== "open") await openByHand(tx, held, person, desk.now());
    return (await describeConversation(tx.db, held, "agent", desk.store.epoch)).conversation;
  });
}

/** The same for the agent who had it last and has it at hand already. Throws `agent-full`. */
export async function openByHand(tx: Tx, held: ConversationRow, agent: PersonRow, at: number): Promise<void> {
  const { load, capacity } = await roomOf(tx, held, agent.id);
  if (capacity !== null && load >= capacity)
    throw new Refusal("agent-full", `You have ${load} conversations already.`);
  const kind = held.status === "closed" ? "reopened" : "woken";
  await noteStep(tx, { ...stepOf(held, at), kind, because: "by-hand", agentId: agent.id, byId: agent.id });
  await moveConversation(tx, held, { status: "open", waitsFrom: at }, at);
}

/**
 * Puts a conversation to sleep: until a time (milliseconds since 1970), or until the customer writes, which wakes it in
 * any case. For its assignee. Throws `unauthenticated`, `not-found`, `forbidden`, `not-open`.
 */
export async function snoozeConversation(
  desk: Desk,
  actor: Actor,
  id: string,
  until: number | null,
): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    const person = access.agent(actor);
    const held = await access.conversation(tx.db, actor, id);
    if (held.status === "closed") throw new Refusal("not-open", "Open it again first.");
    const at = desk.now();
    if (held.status !== "snoozed")
      await noteStep(tx, { ...stepOf(held, at), kind: "snoozed", agentId: person.id, byId: person.id });
    await moveConversation(tx, held, { status: "snoozed", snoozedUntil: until, acceptBy: null }, at);
    return (await describeConversation(tx.db, held, "agent", desk.store.epoch)).conversation;
  });
}

/** The time that a conversation slept until has come. */
export async function wakeConversation(tx: Tx, conversationId: number, at: number): Promise<void> {
  const conversation = await conversationById(tx.db, conversationId);
  if (conversation.status === "snoozed") await comeBack(tx, conversation, "time-came", at);
}

/**
 * Opens what was closed or asleep: for the agent who had it last, if they are there and have room; otherwise whoever
 * routing finds.
 */
export async function comeBack(
  tx: Tx,
  conversation: ConversationRow,
  because: AssignmentReason,
  at: number,
): Promise<ConversationRow> {
  const kind: AssignmentKind = conversation.status === "closed" ? "reopened" : "woken";
  const { assigneeId } = conversation;
  await noteStep(tx, { ...stepOf(conversation, at), kind, because, agentId: assigneeId });
  await clearPasses(tx, conversation.id);
  const move = { status: "open", waitsFrom: at } as const;
  if (assigneeId !== null && (await canTakeBack(tx, conversation, assigneeId)))
    return await moveConversation(tx, conversation, move, at);
  return await placeConversation(tx, conversation, at, move);
}

async function canTakeBack(tx: Tx, conversation: ConversationRow, agentId: number): Promise<boolean> {
  const { onDuty, load, capacity } = await roomOf(tx, conversation, agentId);
  return (
    onDuty && (capacity === null || load < capacity) && (await isMember(tx.db, conversation.teamId, agentId))
  );
}

async function roomOf(tx: Tx, conversation: ConversationRow, agentId: number) {
  const duty = await dutyOf(tx.db, agentId);
  return {
    ...duty,
    capacity: duty.capacity ?? (await teamById(tx.db, conversation.teamId)).settings.capacity,
  };
}

function stepOf(conversation: ConversationRow, at: number) {
  return { conversationId: conversation.id, teamId: conversation.teamId, at };
}
