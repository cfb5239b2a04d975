import type { Conversation } from "../protocol/resources.ts";
import type { AssignmentKind } from "../protocol/teams.ts";
import { addPass, clearPasses, dutyOf, noteStep } from "../store/assignments.ts";
import { type ConversationRow, describeConversation } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { type PersonRow, personByPublicId } from "../store/people.ts";
import { isMember, type TeamRow, teamById, teamByPublicId } from "../store/teams.ts";
import { acceptOffer } from "./accept-conversation.ts";
import { type Actor, access, type HeldConversation } from "./access.ts";
import type { Desk } from "./desk.ts";
import { moveConversation } from "./move-conversation.ts";
import { placeConversation, waitedMs } from "./place-conversation.ts";
import { Refusal } from "./refusal.ts";
import { openByHand } from "./resolve-conversation.ts";

/** Whom a conversation is to go to, by hand. */
export interface Assignment {
  readonly to: { readonly agentId: string } | { readonly teamId: string };
  /** What the next one should know. */
  readonly note?: string | undefined;
  /** Give it to an agent who is not there to answer. */
  readonly evenIfAway?: boolean | undefined;
}

/**
 * Gives a conversation to an agent or a team by hand: taking it from the queue, handing it over, or taking it over as
 * an admin. The former assignee is off its channel before anything else is said. Nobody gets more than they have room
 * for. Throws `unauthenticated`, `forbidden`, `not-found`, `already-taken`, `not-open`, `agent-unknown`, `agent-full`,
 * `agent-away`, `team-unknown`.
 */
export async function assignConversation(
  desk: Desk,
  actor: Actor,
  conversationId: string,
  assignment: Assignment,
): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    const person = access.agent(actor);
    const held = await access.conversation(tx.db, person, conversationId, "assign");
    if (held.status === "closed") throw new Refusal("not-open", "Open it again first.");
    const { to } = assignment;
    if ("teamId" in to) await giveToTeam(tx, held, person, { ...assignment, teamId: to.teamId }, desk.now());
    else await giveToAgent(tx, held, person, { ...assignment, agentId: to.agentId }, desk.now());
    return (await describeConversation(tx.db, held, "agent", desk.store.epoch)).conversation;
  });
}

/**
 * Gives a conversation back: to the queue, and never to the same agent by itself. For its assignee. Throws
 * `unauthenticated`, `forbidden`, `not-found`, `not-open`.
 */
export async function leaveConversation(
  desk: Desk,
  actor: Actor,
  conversationId: string,
): Promise<Conversation> {
  return await desk.store.transact(async (tx) => {
    const person = access.agent(actor);
    const held = await access.conversation(tx.db, person, conversationId);
    if (held.status === "closed") throw new Refusal("not-open", "It is nobody's turn any more.");
    const at = desk.now();
    await addPass(tx, held.id, person.id);
    await noteStep(tx, { ...stepOf(held, at), kind: "left", agentId: person.id, byId: person.id });
    await placeConversation(tx, held, at, { status: "open", waitsFrom: waitsAgainFrom(held, at) });
    return (await describeConversation(tx.db, held, "agent", desk.store.epoch)).conversation;
  });
}

async function giveToAgent(
  tx: Tx,
  held: HeldConversation,
  by: PersonRow,
  wish: { agentId: string; note?: string | undefined; evenIfAway?: boolean | undefined },
  at: number,
): Promise<void> {
  const agent = await personByPublicId(tx.db, wish.agentId);
  if (!agent || agent.role === "customer") throw unknownAgent();
  if (held.assigneeId === agent.id && held.status === "open") return await acceptOffer(tx, held, at);
  if (held.assigneeId === agent.id && agent.id === by.id) return await openByHand(tx, held, agent, at);
  // Members may take what waits; whose it is otherwise, its assignee and the admins decide.
  if (by.role !== "admin" && held.assigneeId !== by.id && agent.id !== by.id)
    throw new Refusal("forbidden", "Take it first, then hand it over.");
  const duty = await dutyOf(tx.db, agent.id);
  if (!duty.active) throw unknownAgent();
  if (!duty.onDuty && agent.id !== by.id && !wish.evenIfAway)
    throw new Refusal(
      "agent-away",
      `${agent.name} would see it when they are back. Send evenIfAway to give it all the same.`,
    );
  const capacity = duty.capacity ?? (await teamById(tx.db, held.teamId)).settings.capacity;
  if (capacity !== null && duty.load >= capacity)
    throw new Refusal("agent-full", `${agent.name} has ${duty.load} conversations already.`);
  await noteStep(tx, {
    ...stepOf(held, at),
    kind: kindOf(held, by, agent),
    because: "by-hand",
    agentId: agent.id,
    byId: by.id,
    note: wish.note ?? null,
    load: duty.load,
    waitedMs: waitedMs(held, at),
  });
  await clearPasses(tx, held.id);
  await moveConversation(
    tx,
    held,
    { status: "open", assigneeId: agent.id, acceptBy: null, note: wish.note ?? null, assigneeAway: false },
    at,
  );
}

async function giveToTeam(
  tx: Tx,
  held: HeldConversation,
  by: PersonRow,
  wish: { teamId: string; note?: string | undefined },
  at: number,
): Promise<void> {
  const team: TeamRow | undefined = await teamByPublicId(tx.db, wish.teamId);
  if (!team) throw new Refusal("team-unknown", "Choose a team from the list.");
  if (held.teamId === team.id && held.assigneeId === null) return;
  // Whoever passes it on to their own team means somebody else in it.
  await clearPasses(tx, held.id);
  if (await isMember(tx.db, team.id, by.id)) await addPass(tx, held.id, by.id);
  await noteStep(tx, {
    ...stepOf(held, at),
    teamId: team.id,
    kind: "transferred",
    because: "by-hand",
    byId: by.id,
    note: wish.note ?? null,
  });
  await placeConversation(tx, held, at, {
    status: "open",
    teamId: team.id,
    waitsFrom: waitsAgainFrom(held, at),
    note: wish.note ?? null,
  });
}

function kindOf(held: ConversationRow, by: PersonRow, agent: PersonRow): AssignmentKind {
  if (agent.id !== by.id) return "transferred";
  return held.assigneeId === null ? "taken" : "taken-over";
}

function stepOf(held: ConversationRow, at: number): { conversationId: number; teamId: number; at: number } {
  return { conversationId: held.id, teamId: held.teamId, at };
}

/** Who has had no answer has waited from the beginning; everybody else begins to wait now. */
function waitsAgainFrom({ answered, waitsFrom }: ConversationRow, at: number): number {
  return answered === 1 ? at : waitsFrom;
}

function unknownAgent(): Refusal {
  return new Refusal("agent-unknown", "Choose somebody from the list of agents.");
}
