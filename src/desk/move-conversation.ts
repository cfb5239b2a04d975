import type { ConversationStatus } from "../protocol/resources.ts";
import { addLoad } from "../store/assignments.ts";
import { type ConversationRow, updateConversation } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { personById, setLastAgent } from "../store/people.ts";
import { teamsOf } from "../store/teams.ts";
import { clearTimer, setTimer } from "../store/timers.ts";
import {
  announceAssignment,
  announceDeparture,
  announceLookers,
  announceRelease,
  announceUpdate,
  announceWaiting,
} from "./announce.ts";

/** Where a conversation is to stand. What is not named stays as it is, unless it follows from the rest. */
export interface Move {
  readonly status?: ConversationStatus;
  /** Null puts an open conversation into its team's queue. */
  readonly assigneeId?: number | null;
  readonly teamId?: number;
  /** When an offer that isn't opened goes to somebody else; null for an assignment without a clock. */
  readonly acceptBy?: number | null;
  readonly snoozedUntil?: number | null;
  readonly assigneeAway?: boolean;
  /** Since when the customer waits for an answer. */
  readonly waitsFrom?: number;
  /** For the new assignee. */
  readonly note?: string | null;
}

/**
 * The only way a conversation changes its place. All that follows happens here and in the same transaction: an agent's
 * load, the queue, the clocks, and every word about it to the customer, to both agents and to the team. What it sets
 * free, or puts into a queue, is routed when the commit is on disk.
 *
 * ```
 *              ┌──────────── assigneeId: null ─────────────┐
 *   open, waits ── assigneeId ──▶ open, an agent's ── snoozed ── closed
 *   (in a queue)                  (counts as load)    (kept by its last agent, counts as nobody's load)
 * ```
 */
export async function moveConversation(
  tx: Tx,
  before: ConversationRow,
  move: Move,
  at: number,
): Promise<ConversationRow> {
  const status = move.status ?? before.status;
  const assigneeId = move.assigneeId === undefined ? before.assigneeId : move.assigneeId;
  const teamId = move.teamId ?? before.teamId;
  const waitsFrom = move.waitsFrom ?? before.waitsFrom;
  const changedHands = assigneeId !== before.assigneeId;
  const waits = status === "open" && assigneeId === null;
  const acceptBy = status === "open" && assigneeId !== null ? clockOf(before, move, changedHands) : null;
  const row = await updateConversation(tx, before.id, {
    status,
    assigneeId,
    teamId,
    waitsFrom,
    waitingSince: waits ? waitsFrom : null,
    answered: changedHands || (status === "open" && before.status !== "open") ? 0 : before.answered,
    accepted: acceptBy === null ? 1 : 0,
    acceptBy,
    assigneeAway: (move.assigneeAway ?? (changedHands ? false : before.assigneeAway === 1)) ? 1 : 0,
    snoozedUntil: status === "snoozed" ? (move.snoozedUntil ?? null) : null,
    ...(waits && before.waitingSince !== null && teamId === before.teamId
      ? {}
      : { queuePosition: null, queueWait: null }),
    at,
  });
  await keepClocks(tx, before, row);
  await countLoads(tx, before, row);
  await announce(tx, before, row, move.note, at);
  if (before.waitingSince !== null) tx.queueMoved.add(before.teamId);
  if (row.waitingSince !== null) tx.queueMoved.add(row.teamId);
  return row;
}

function clockOf(before: ConversationRow, move: Move, changedHands: boolean): number | null {
  if (move.acceptBy !== undefined) return move.acceptBy;
  return changedHands ? null : before.acceptBy;
}

async function keepClocks(tx: Tx, before: ConversationRow, row: ConversationRow): Promise<void> {
  if (row.acceptBy !== before.acceptBy) {
    if (row.acceptBy === null) await clearTimer(tx, "accept", row.id);
    else await setTimer(tx, "accept", row.id, row.acceptBy);
  }
  if (row.snoozedUntil === before.snoozedUntil) return;
  if (row.snoozedUntil === null) await clearTimer(tx, "wake", row.id);
  else await setTimer(tx, "wake", row.id, row.snoozedUntil);
}

/** Whose load a conversation is: only what is open and somebody's. */
function bearer({ status, assigneeId }: ConversationRow): number | null {
  return status === "open" ? assigneeId : null;
}

async function countLoads(tx: Tx, before: ConversationRow, row: ConversationRow): Promise<void> {
  const former = bearer(before);
  const present = bearer(row);
  if (former === present) return;
  if (former !== null) {
    await addLoad(tx, former, -1);
    for (const { id } of await teamsOf(tx.db, former)) tx.roomMade.add(id);
  }
  if (present !== null) {
    await addLoad(tx, present, 1);
    await setLastAgent(tx, row.customerId, present);
  }
}

async function announce(
  tx: Tx,
  before: ConversationRow,
  row: ConversationRow,
  note: string | null | undefined,
  at: number,
): Promise<void> {
  const changedHands = row.assigneeId !== before.assigneeId;
  await announceUpdate(tx, row, at, { changesAudience: changedHands });
  if (changedHands && before.assigneeId !== null) await announceRelease(tx, row, before.assigneeId, at);
  const waited = before.waitingSince !== null;
  const waits = row.waitingSince !== null;
  const otherTeam = row.teamId !== before.teamId;
  if (waited && (!waits || otherTeam)) await announceDeparture(tx, row, before.teamId, at);
  // Nobody can have looked at a conversation that is given away in the moment it is opened.
  if ((waited && !waits) || (changedHands && before.assigneeId !== null)) await announceLookers(tx, row, at);
  if (waits && (!waited || otherTeam)) await announceWaiting(tx, row, "queue:entered", at);
  const present = bearer(row);
  if (present !== null && present !== bearer(before))
    await announceAssignment(tx, row, await personById(tx.db, present), { at, note });
}
