import { agentChannel, staffChannel, teamQueueChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { QueueEntry } from "../protocol/teams.ts";
import { type ConversationRow, isoOrNull, labelsOf } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append, channelId } from "../store/log.ts";
import { messageByKey } from "../store/messages.ts";
import { type PersonRow, personById, toPerson } from "../store/people.ts";
import { teamById, teamName } from "../store/teams.ts";

/** How much of what was said last a queue shows, in UTF-16 code units. */
const PREVIEW_MAX = 140;

/** Tells the conversation's channel where it stands; `changesAudience` when its people changed. */
export async function announceUpdate(
  tx: Tx,
  row: ConversationRow,
  at: number,
  { changesAudience }: { changesAudience: boolean },
): Promise<void> {
  const assignee = row.assigneeId === null ? null : toPerson(await personById(tx.db, row.assigneeId));
  const team = await teamName(tx.db, row.teamId);
  await append(tx, {
    channelId: row.channelId,
    event: "conversation:updated",
    data: (seq): DeskEvents["conversation:updated"] => ({
      conversationId: row.publicId,
      status: row.status,
      team,
      assignee,
      assigneeAway: row.assigneeAway === 1,
      accepted: row.accepted === 1,
      acceptBy: isoOrNull(row.acceptBy),
      snoozedUntil: isoOrNull(row.snoozedUntil),
      seq,
    }),
    at,
    changesAudience,
  });
}

/** Tells an agent that an open conversation is theirs: it became so, or their dashboards had forgotten it. */
export async function announceAssignment(
  tx: Tx,
  row: ConversationRow,
  assignee: PersonRow,
  { at, note = null }: { at: number; note?: string | null | undefined },
): Promise<void> {
  const customer = await personById(tx.db, row.customerId);
  await append(tx, {
    channelId: await channelId(tx, agentChannel(assignee.publicId)),
    event: "conversation:assigned",
    data: (seq): DeskEvents["conversation:assigned"] => ({
      conversationId: row.publicId,
      customerName: customer.name,
      note,
      seq,
    }),
    at,
  });
}

/** Tells an agent that a conversation is not theirs any more. */
export async function announceRelease(
  tx: Tx,
  row: ConversationRow,
  formerId: number,
  at: number,
): Promise<void> {
  const former = await personById(tx.db, formerId);
  await append(tx, {
    channelId: await channelId(tx, agentChannel(former.publicId)),
    event: "conversation:released",
    data: (seq): DeskEvents["conversation:released"] => ({ conversationId: row.publicId, seq }),
    at,
  });
}

/** Takes whoever may not look at a conversation any more off its staff channel. */
export async function announceLookers(tx: Tx, row: ConversationRow, at: number): Promise<void> {
  await append(tx, {
    channelId: await channelId(tx, staffChannel(row.publicId)),
    event: "staff:changed",
    data: (seq): DeskEvents["staff:changed"] => ({ conversationId: row.publicId, seq }),
    at,
    changesAudience: true,
  });
}

/** Shows a team that a conversation waits for it, or what was said in one that does. */
export async function announceWaiting(
  tx: Tx,
  row: ConversationRow,
  event: "queue:entered" | "queue:updated",
  at: number,
): Promise<void> {
  const { publicId } = await teamById(tx.db, row.teamId);
  const entry = await describeWaiting(tx, row, publicId);
  await append(tx, {
    channelId: await channelId(tx, teamQueueChannel(publicId)),
    event,
    data: (seq): DeskEvents["queue:entered"] => ({ ...entry, seq }),
    at,
  });
}

/** Shows a team that a conversation waits for it no more. */
export async function announceDeparture(
  tx: Tx,
  row: ConversationRow,
  formerTeamId: number,
  at: number,
): Promise<void> {
  const { publicId } = await teamById(tx.db, formerTeamId);
  const agent =
    row.assigneeId === null || row.status !== "open"
      ? null
      : toPerson(await personById(tx.db, row.assigneeId));
  await append(tx, {
    channelId: await channelId(tx, teamQueueChannel(publicId)),
    event: "queue:left",
    data: (seq): DeskEvents["queue:left"] => ({ conversationId: row.publicId, agent, seq }),
    at,
  });
}

/** A waiting conversation as its team sees it. */
export async function describeWaiting(
  { db }: Pick<Tx, "db">,
  row: ConversationRow,
  teamId: string,
): Promise<QueueEntry> {
  const { name } = await personById(db, row.customerId);
  const last = row.lastMessageId === null ? undefined : await messageByKey(db, row.lastMessageId);
  return {
    conversationId: row.publicId,
    teamId,
    customerName: name,
    preview: last?.text.slice(0, PREVIEW_MAX) ?? "",
    labels: await labelsOf(db, row.id),
    waitingSince: new Date(row.waitsFrom).toISOString(),
  };
}
