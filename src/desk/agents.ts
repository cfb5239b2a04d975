import { agentChannel } from "../protocol/channels.ts";
import type { Agent } from "../protocol/resources.ts";
import { noteStep } from "../store/assignments.ts";
import { unclosedConversationsOf } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append, channelId } from "../store/log.ts";
import {
  agentById,
  countAdmins,
  deactivateAgent as markDeactivated,
  type PersonRow,
  personByPublicId,
  setAvailable,
  setCapacity,
  setRole,
  setSkills,
} from "../store/people.ts";
import { clearTimer } from "../store/timers.ts";
import { type Actor, access } from "./access.ts";
import { agentChanged } from "./attendance.ts";
import type { Desk } from "./desk.ts";
import { placeConversation } from "./place-conversation.ts";
import { Refusal } from "./refusal.ts";

/** What is decided about an agent; what is not named stays. */
export interface AgentWishes {
  readonly capacity?: number | null | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly role?: "agent" | "admin" | undefined;
}

/**
 * Changes an agent: an admin everything, agents their own capacity. Throws `unauthenticated`, `forbidden`, `not-found`,
 * `last-admin`.
 */
export async function changeAgent(desk: Desk, actor: Actor, id: string, wishes: AgentWishes): Promise<Agent> {
  return await desk.store.transact(async (tx) => {
    const person = access.agent(actor);
    const { capacity, skills, role } = wishes;
    if (person.publicId !== id || skills !== undefined || role !== undefined) access.admin(actor);
    const agent = await activeAgent(tx, id);
    if (capacity !== undefined) await setCapacity(tx, agent.id, capacity);
    if (skills !== undefined) await setSkills(tx, agent.id, skills);
    if (role !== undefined && role !== agent.role) {
      await keepAnAdmin(tx, agent);
      await setRole(tx, agent.id, role);
    }
    await agentChanged(tx, agent, desk.now());
    return await agentById(tx.db, agent.id);
  });
}

/**
 * Takes an agent's access away for good: they are signed out everywhere, and everything that is theirs goes back to its
 * queue. For admins. Throws `unauthenticated`, `forbidden`, `not-found`, `last-admin`.
 */
export async function deactivateAgent(desk: Desk, actor: Actor, id: string): Promise<void> {
  await desk.store.transact(async (tx) => {
    const admin = access.admin(actor);
    const agent = await activeAgent(tx, id);
    await keepAnAdmin(tx, agent);
    const at = desk.now();
    await setAvailable(tx, agent.id, false);
    await agentChanged(tx, agent, at);
    await clearTimer(tx, "grace", agent.id);
    await markDeactivated(tx, agent.id, at);
    for (const conversation of await unclosedConversationsOf(tx.db, agent.id)) {
      await noteStep(tx, {
        conversationId: conversation.id,
        teamId: conversation.teamId,
        kind: "released",
        because: "agent-deactivated",
        agentId: agent.id,
        byId: admin.id,
        at,
      });
      await placeConversation(tx, conversation, at, { status: "open" });
    }
    await append(tx, {
      channelId: await channelId(tx, agentChannel(agent.publicId)),
      event: "agent:updated",
      data: (seq) => ({ agentId: agent.publicId, available: false, seq }),
      at,
      changesAudience: true,
    });
  });
}

async function activeAgent(tx: Tx, id: string): Promise<PersonRow> {
  const person = await personByPublicId(tx.db, id);
  if (!person || person.role === "customer" || (await agentById(tx.db, person.id)).deactivated)
    throw new Refusal("not-found", "There is no such agent.");
  return person;
}

async function keepAnAdmin(tx: Tx, agent: PersonRow): Promise<void> {
  if (agent.role === "admin" && (await countAdmins(tx.db)) === 1)
    throw new Refusal("last-admin", "Make somebody else an admin first.");
}
