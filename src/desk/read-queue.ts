import { teamQueueChannel } from "../protocol/channels.ts";
import type { Position } from "../protocol/resources.ts";
import type { AssignmentEntry, QueueEntry } from "../protocol/teams.ts";
import { stepsOf } from "../store/assignments.ts";
import { countWaiting, waitingConversations } from "../store/conversations.ts";
import { channelTop } from "../store/log.ts";
import { listTeams, type TeamRow, teamsOf } from "../store/teams.ts";
import { type Actor, access } from "./access.ts";
import { describeWaiting } from "./announce.ts";
import type { Desk } from "./desk.ts";

/** How much of a queue is shown: more than anybody looks through. */
const QUEUE_PAGE = 100;
/** How much of a conversation's way is shown. */
const STEPS_MAX = 200;
const FRONT = { since: -1, id: -1 };

/** What waits, longest waiting first, and the positions to subscribe to the teams' channels from. */
export interface Queue {
  entries: QueueEntry[];
  total: number;
  positions: Record<string, Position>;
}

/**
 * What waits for the actor's teams, or for one of them; for an admin, for any. Throws `unauthenticated`, `forbidden`,
 * `not-found`.
 */
export async function readQueue(desk: Desk, actor: Actor, teamId: string | undefined): Promise<Queue> {
  const { db, epoch } = desk.store;
  const person = access.agent(actor);
  const teams: readonly TeamRow[] =
    teamId !== undefined
      ? [await access.team(db, actor, teamId)]
      : person.role === "admin"
        ? await listTeams(db)
        : await teamsOf(db, person.id);
  const queue: Queue = { entries: [], total: 0, positions: {} };
  for (const team of teams) {
    const channel = teamQueueChannel(team.publicId);
    // Read first: what changes meanwhile is told again, rather than missed.
    queue.positions[channel] = { epoch, seq: await channelTop(db, channel) };
    queue.total += await countWaiting(db, team.id);
    for (const row of await waitingConversations(db, team.id, FRONT, QUEUE_PAGE))
      queue.entries.push(await describeWaiting({ db }, row, team.publicId));
  }
  queue.entries.sort((one, other) => (one.waitingSince < other.waitingSince ? -1 : 1));
  queue.entries.length = Math.min(queue.entries.length, QUEUE_PAGE);
  return queue;
}

/** A conversation's way to those who answer it. Throws `unauthenticated`, `forbidden`, `not-found`. */
export async function readAssignments(desk: Desk, actor: Actor, id: string): Promise<AssignmentEntry[]> {
  access.agent(actor);
  const held = await access.conversation(desk.store.db, actor, id, "look");
  return await stepsOf(desk.store.db, held.id, STEPS_MAX);
}
