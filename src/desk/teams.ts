import { teamQueueChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import { DEFAULT_TEAM_SETTINGS, type Team, type TeamSettings } from "../protocol/teams.ts";
import { noteStep } from "../store/assignments.ts";
import { conversationsOfTeam, countWaiting } from "../store/conversations.ts";
import type { Database } from "../store/database.ts";
import type { Tx } from "../store/group-commit.ts";
import { append, channelId } from "../store/log.ts";
import { personByPublicId } from "../store/people.ts";
import {
  defaultTeam,
  insertTeam,
  memberIdsOf,
  setMembers,
  type TeamRow,
  teamById,
  teamBySlug,
  listTeams as teamRows,
  updateTeam,
} from "../store/teams.ts";
import { clearTimer } from "../store/timers.ts";
import { type Actor, access } from "./access.ts";
import { announceMember } from "./attendance.ts";
import { keepAutoClose } from "./close-silent.ts";
import type { Desk } from "./desk.ts";
import { moveConversation } from "./move-conversation.ts";
import { placeConversation } from "./place-conversation.ts";
import { Refusal } from "./refusal.ts";
import { keepHours } from "./team-hours.ts";
import { unknownStatus } from "./team-status.ts";

/** What an admin decides about a team; what is not named stays. */
export interface TeamWishes {
  readonly name?: string | undefined;
  readonly settings?: Partial<TeamSettings> | undefined;
  readonly memberIds?: readonly string[] | undefined;
}

/** Every team, the default one first. For those who answer. Throws `unauthenticated`, `forbidden`. */
export async function listTeams(desk: Desk, actor: Actor): Promise<Team[]> {
  access.agent(actor);
  const { db } = desk.store;
  return await Promise.all((await teamRows(db)).map((row) => describeTeam(db, row)));
}

/** Makes a team; its slug is made of its name. Throws `unauthenticated`, `forbidden`, `team-exists`, `agent-unknown`. */
export async function createTeam(
  desk: Desk,
  actor: Actor,
  wishes: TeamWishes & { readonly name: string },
): Promise<Team> {
  return await desk.store.transact(async (tx) => {
    access.admin(actor);
    const slug = await freeSlug(tx, wishes.name);
    const settings = { ...DEFAULT_TEAM_SETTINGS, ...wishes.settings };
    const row = await insertTeam(tx, { name: wishes.name, slug, settings, at: desk.now() });
    return await settle(desk, tx, row, wishes.memberIds ?? []);
  });
}

/**
 * Changes a team; what waits is routed by the new rule at once. The slug stays, because host pages call it by that.
 * Throws `unauthenticated`, `forbidden`, `not-found`, `agent-unknown`.
 */
export async function changeTeam(desk: Desk, actor: Actor, id: string, wishes: TeamWishes): Promise<Team> {
  return await desk.store.transact(async (tx) => {
    access.admin(actor);
    const team = await access.team(tx.db, actor, id);
    const { name, settings, memberIds } = wishes;
    const row = await updateTeam(tx, team.id, {
      ...(name === undefined ? {} : { name }),
      ...(settings === undefined ? {} : { settings: { ...team.settings, ...settings } }),
    });
    return await settle(desk, tx, row, memberIds);
  });
}

/**
 * Removes a team; what it had goes on in the default team, with whoever has it. Throws `unauthenticated`, `forbidden`,
 * `not-found`, `team-needed`.
 */
export async function removeTeam(desk: Desk, actor: Actor, id: string): Promise<void> {
  await desk.store.transact(async (tx) => {
    const admin = access.admin(actor);
    const team = await access.team(tx.db, actor, id);
    if (team.isDefault) throw new Refusal("team-needed", "Conversations that name no team go to this one.");
    const at = desk.now();
    await updateTeam(tx, team.id, { removedAt: at });
    await setMembers(tx, team.id, []);
    await clearTimer(tx, "hours", team.id);
    await clearTimer(tx, "auto-close", team.id);
    const { id: heir } = await defaultTeam(tx.db);
    for (const row of await conversationsOfTeam(tx.db, team.id)) {
      await noteStep(tx, { conversationId: row.id, teamId: heir, kind: "transferred", byId: admin.id, at });
      if (row.status === "open" && row.assigneeId === null)
        await placeConversation(tx, row, at, { teamId: heir });
      else await moveConversation(tx, row, { teamId: heir }, at);
    }
  });
}

async function settle(
  desk: Desk,
  tx: Tx,
  row: TeamRow,
  memberIds: readonly string[] | undefined,
): Promise<Team> {
  const at = desk.now();
  if (memberIds) await replaceMembers(tx, row, memberIds, at);
  await keepHours(tx, row.id, at);
  await keepAutoClose(tx, row.id, at);
  return await describeTeam(tx.db, await teamById(tx.db, row.id));
}

/** Who leaves is off the team's channel at once. */
async function replaceMembers(tx: Tx, row: TeamRow, memberIds: readonly string[], at: number): Promise<void> {
  const former = await memberIdsOf(tx.db, row.id);
  await setMembers(tx, row.id, await keysOf(tx, memberIds));
  const channel = await channelId(tx, teamQueueChannel(row.publicId));
  for (const agentId of former.filter((id) => !memberIds.includes(id)))
    await append(tx, {
      channelId: channel,
      event: "member:left",
      data: (seq): DeskEvents["member:left"] => ({ agentId, seq }),
      at,
      changesAudience: true,
    });
  for (const id of memberIds.filter((one) => !former.includes(one))) {
    const agent = await personByPublicId(tx.db, id);
    if (agent) await announceMember(tx, row, agent, at);
  }
}

async function describeTeam(db: Database, row: TeamRow): Promise<Team> {
  return {
    id: row.publicId,
    name: row.name,
    slug: row.slug,
    isDefault: row.isDefault,
    settings: row.settings,
    memberIds: await memberIdsOf(db, row.id),
    waiting: await countWaiting(db, row.id),
    status: row.status ?? unknownStatus(row.publicId),
  };
}

async function keysOf(tx: Tx, ids: readonly string[]): Promise<number[]> {
  const keys = new Set<number>();
  for (const id of ids) {
    const person = await personByPublicId(tx.db, id);
    if (!person || person.role === "customer")
      throw new Refusal("agent-unknown", "Choose members from the list of agents.");
    keys.add(person.id);
  }
  return [...keys];
}

async function freeSlug(tx: Tx, name: string): Promise<string> {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  if (await teamBySlug(tx.db, slug || "team"))
    throw new Refusal("team-exists", "Choose another name, or change that team.");
  return slug || "team";
}
