import { agentChannel, teamQueueChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { Agent } from "../protocol/resources.ts";
import { noteStep } from "../store/assignments.ts";
import { type ConversationRow, openConversationsOf } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append, channelId } from "../store/log.ts";
import {
  agentById,
  onlineAgents,
  type PersonRow,
  personByPublicId,
  setAvailable,
  setOnline,
} from "../store/people.ts";
import { type TeamRow, teamById, teamsOf } from "../store/teams.ts";
import { clearTimer, hasTimer, setTimer } from "../store/timers.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { moveConversation } from "./move-conversation.ts";
import { placeConversation } from "./place-conversation.ts";
import { refreshTeamStatus } from "./team-status.ts";

/** How long an agent whose connection broke counts as there at least: a lift, a tunnel, a restarted router. */
const GRACE_MS = 10_000;
/** How long agents have to come back after the program itself was away. */
const RESTART_GRACE_MS = 30_000;

/** A dashboard of the agent is connected: what waits may now be theirs, and what they had is attended again. */
export async function agentArrived(desk: Desk, agentId: string): Promise<void> {
  await desk.store.transact(async (tx) => {
    const agent = await personByPublicId(tx.db, agentId);
    if (!agent) return;
    await clearTimer(tx, "grace", agent.id);
    if (!(await setOnline(tx, agent.id, true))) return;
    const at = desk.now();
    for (const conversation of await openConversationsOf(tx.db, agent.id))
      if (conversation.assigneeAway === 1)
        await moveConversation(tx, conversation, { assigneeAway: false }, at);
    await agentChanged(tx, agent, at);
  });
}

/**
 * The agent's last dashboard is gone. They have a while to come back, whether it was cut off or said goodbye: a page that
 * is reloaded says goodbye as well, and no customer should see the desk blink.
 */
export async function agentLeft(desk: Desk, agentId: string, clean: boolean): Promise<void> {
  await desk.store.transact(async (tx) => {
    const agent = await personByPublicId(tx.db, agentId);
    if (!agent) return;
    const grace = clean ? desk.awayAfterMs : Math.max(GRACE_MS, desk.awayAfterMs);
    if (grace === 0) await agentIsGone(tx, agent, desk.now());
    else await setTimer(tx, "grace", agent.id, desk.now() + grace);
  });
}

/**
 * Nothing new comes to the agent. What they have not answered goes back to the queue, where the team wants it so; the
 * rest stays theirs, and its customers are told that they are away.
 */
export async function agentIsGone(tx: Tx, agent: PersonRow, at: number): Promise<void> {
  await clearTimer(tx, "grace", agent.id);
  if (!(await setOnline(tx, agent.id, false))) return;
  for (const conversation of await openConversationsOf(tx.db, agent.id)) {
    const { settings } = await teamById(tx.db, conversation.teamId);
    if (conversation.answered === 0 && settings.releaseUnanswered)
      await release(tx, conversation, agent.id, at);
    else await moveConversation(tx, conversation, { assigneeAway: true }, at);
  }
  await agentChanged(tx, agent, at);
}

/** After a restart everybody who was connected has a while to come back. */
export async function awaitEverybody(desk: Desk): Promise<void> {
  await desk.store.transact(async (tx) => {
    for (const id of await onlineAgents(tx.db))
      if (!(await hasTimer(tx.db, "grace", id)))
        await setTimer(tx, "grace", id, desk.now() + RESTART_GRACE_MS);
  });
}

/** What the agent says of themselves: available, or away; all their dashboards learn it. Throws `unauthenticated`, `forbidden`. */
export async function setAvailability(desk: Desk, actor: Actor, available: boolean): Promise<Agent> {
  const agent = access.agent(actor);
  return await desk.store.transact(async (tx) => {
    const before = await agentById(tx.db, agent.id);
    if (before.available === available) return before;
    await setAvailable(tx, agent.id, available);
    const at = desk.now();
    await append(tx, {
      channelId: await channelId(tx, agentChannel(agent.publicId)),
      event: "agent:updated",
      data: (seq): DeskEvents["agent:updated"] => ({ agentId: agent.publicId, available, seq }),
      at,
    });
    await agentChanged(tx, agent, at);
    return await agentById(tx.db, agent.id);
  });
}

/** Who an agent is to their teams has changed: colleagues see it, customers see whether somebody is there. */
export async function agentChanged(tx: Tx, agent: PersonRow, at: number): Promise<void> {
  for (const team of await teamsOf(tx.db, agent.id)) {
    await announceMember(tx, team, agent, at);
    await refreshTeamStatus(tx, team, at);
    tx.roomMade.add(team.id);
    tx.queueMoved.add(team.id);
  }
}

/** Shows a team how one of its members stands. */
export async function announceMember(tx: Tx, team: TeamRow, agent: PersonRow, at: number): Promise<void> {
  const { available, online, load, name } = await agentById(tx.db, agent.id);
  await append(tx, {
    channelId: await channelId(tx, teamQueueChannel(team.publicId)),
    event: "member:updated",
    data: (seq): DeskEvents["member:updated"] => ({
      agentId: agent.publicId,
      name,
      available,
      online,
      load,
      seq,
    }),
    at,
  });
}

async function release(tx: Tx, conversation: ConversationRow, agentId: number, at: number): Promise<void> {
  await noteStep(tx, {
    conversationId: conversation.id,
    teamId: conversation.teamId,
    kind: "released",
    because: "agent-gone",
    agentId,
    at,
  });
  await placeConversation(tx, conversation, at);
}
