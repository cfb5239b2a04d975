import type { Updateable } from "kysely";
import { conversationChannel } from "../protocol/channels.ts";
import type { Conversation, ConversationStatus, Position, Side } from "../protocol/resources.ts";
import type { Answer } from "./answer.ts";
import type { Database, Tables } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { channelId } from "./log.ts";
import { countBetween, messageByKey } from "./messages.ts";
import { type PersonRow, personById, toPerson } from "./people.ts";
import { prepared } from "./prepared.ts";
import { newPublicId } from "./public-id.ts";
import { teamName } from "./teams.ts";

/** A conversation as the desk works with it. Only `desk/access.ts` loads one for an actor. */
export interface ConversationRow {
  readonly id: number;
  readonly publicId: string;
  readonly channelId: number;
  readonly customerId: number;
  readonly assigneeId: number | null;
  readonly status: ConversationStatus;
  readonly customerReadUpTo: number;
  readonly agentReadUpTo: number;
  readonly lastMessageId: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly teamId: number;
  /** Its place in the queue: set while it is open and nobody has it. */
  readonly waitingSince: number | null;
  /** Since when the customer waits for an answer at all. */
  readonly waitsFrom: number;
  readonly answered: 0 | 1;
  readonly accepted: 0 | 1;
  readonly acceptBy: number | null;
  readonly assigneeAway: 0 | 1;
  readonly snoozedUntil: number | null;
  readonly queuePosition: number | null;
  readonly queueWait: number | null;
  readonly emailedUpTo: number;
}

/** What of a conversation may be changed; `at` becomes the time of its last activity. */
export type ConversationChange = Partial<
  Pick<
    ConversationRow,
    | "assigneeId"
    | "status"
    | "teamId"
    | "waitingSince"
    | "waitsFrom"
    | "answered"
    | "accepted"
    | "acceptBy"
    | "assigneeAway"
    | "snoozedUntil"
    | "queuePosition"
    | "queueWait"
    | "emailedUpTo"
  >
> & { at?: number };

const CONVERSATION = [
  "id",
  "public_id as publicId",
  "channel_id as channelId",
  "customer_id as customerId",
  "assignee_id as assigneeId",
  "status",
  "customer_read_up_to as customerReadUpTo",
  "agent_read_up_to as agentReadUpTo",
  "last_message_id as lastMessageId",
  "created_at as createdAt",
  "updated_at as updatedAt",
  "team_id as teamId",
  "waiting_since as waitingSince",
  "waits_from as waitsFrom",
  "answered",
  "accepted",
  "accept_by as acceptBy",
  "assignee_away as assigneeAway",
  "snoozed_until as snoozedUntil",
  "queue_position as queuePosition",
  "queue_wait as queueWait",
  "emailed_up_to as emailedUpTo",
] as const;

/** The conversation with this public id. */
export async function conversationByPublicId(db: Database, id: string): Promise<ConversationRow | undefined> {
  return await byPublicId.first(db, { id });
}

const byPublicId = prepared((db, { id }: { id: string }) =>
  db.selectFrom("conversation").select(CONVERSATION).where("public_id", "=", id),
);

/**
 * The public ids of a conversation's customer and of the agent who has it, if anybody has; undefined if there is no such
 * conversation. One look, because the first who comes to each channel asks, and after a restart thousands come.
 */
export function partiesOf(
  db: Database,
  conversationId: string,
): Answer<{ customer: string | null; assignee: string | null } | undefined> {
  return parties.first(db, { conversationId });
}

// Subqueries, because SQLite compiles a join with parameters anew each time it runs.
const parties = prepared((db, { conversationId }: { conversationId: string }) =>
  db
    .selectFrom("conversation")
    .select((eb) => {
      const publicId = eb.selectFrom("person").select("public_id");
      return [
        publicId.whereRef("person.id", "=", "conversation.customer_id").as("customer"),
        publicId.whereRef("person.id", "=", "conversation.assignee_id").as("assignee"),
      ];
    })
    .where("public_id", "=", conversationId),
);

/** The conversation that the customer's device opened with this `clientId`. */
export async function conversationByClientId(
  db: Database,
  customerId: number,
  clientId: string,
): Promise<ConversationRow | undefined> {
  return await db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where("customer_id", "=", customerId)
    .where("client_id", "=", clientId)
    .executeTakeFirst();
}

/** Adds an open conversation that nobody has, with a channel of its own; it is in no queue yet. */
export async function insertConversation(
  tx: Tx,
  conversation: { customerId: number; clientId: string; teamId: number; at: number },
): Promise<ConversationRow> {
  const id = newPublicId("cnv");
  return await tx.db
    .insertInto("conversation")
    .values({
      public_id: id,
      channel_id: await channelId(tx, conversationChannel(id)),
      customer_id: conversation.customerId,
      assignee_id: null,
      status: "open",
      client_id: conversation.clientId,
      customer_read_up_to: 0,
      agent_read_up_to: 0,
      last_message_id: null,
      created_at: conversation.at,
      updated_at: conversation.at,
      team_id: conversation.teamId,
      // It begins to wait when routing has found nobody.
      waiting_since: null,
      waits_from: conversation.at,
      answered: 0,
      accepted: 1,
      accept_by: null,
      assignee_away: 0,
      snoozed_until: null,
      queue_position: null,
      queue_wait: null,
      emailed_up_to: 0,
    })
    .returning(CONVERSATION)
    .executeTakeFirstOrThrow();
}

/** Changes a conversation and returns it as it is now. */
export async function updateConversation(
  tx: Tx,
  id: number,
  change: ConversationChange,
): Promise<ConversationRow> {
  const columns = Object.entries(change).map(([name, value]) => [
    COLUMN_OF[name as keyof ConversationChange],
    value,
  ]);
  return await tx.db
    .updateTable("conversation")
    .set(Object.fromEntries(columns) as Updateable<Tables["conversation"]>)
    .where("id", "=", id)
    .returning(CONVERSATION)
    .executeTakeFirstOrThrow();
}

const COLUMN_OF: Record<keyof ConversationChange, keyof Tables["conversation"]> = {
  assigneeId: "assignee_id",
  status: "status",
  teamId: "team_id",
  waitingSince: "waiting_since",
  waitsFrom: "waits_from",
  answered: "answered",
  accepted: "accepted",
  acceptBy: "accept_by",
  assigneeAway: "assignee_away",
  snoozedUntil: "snoozed_until",
  queuePosition: "queue_position",
  queueWait: "queue_wait",
  emailedUpTo: "emailed_up_to",
  at: "updated_at",
};

/** Notes which message was said last, by its inner id. */
export async function setLastMessage(tx: Tx, id: number, messageId: number, at: number): Promise<void> {
  await noteLastMessage.run(tx.db, { id, messageId, at });
}

const noteLastMessage = prepared((db, { id, messageId, at }: { id: number; messageId: number; at: number }) =>
  db.updateTable("conversation").set({ last_message_id: messageId, updated_at: at }).where("id", "=", id),
);

/** Moves one side's read marker forward; false when it stands there or further already. */
export async function advanceReadMarker(tx: Tx, id: number, side: Side, upTo: number): Promise<boolean> {
  const column = side === "customer" ? "customer_read_up_to" : "agent_read_up_to";
  const { numUpdatedRows } = await tx.db
    .updateTable("conversation")
    .set({ [column]: upTo })
    .where("id", "=", id)
    .where(column, "<", upTo)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A customer's conversations, or those assigned to an agent, latest activity first. */
export async function conversationsOf(
  db: Database,
  person: PersonRow,
  status: ConversationStatus | undefined,
  limit: number,
): Promise<ConversationRow[]> {
  let query = db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where(person.role === "customer" ? "customer_id" : "assignee_id", "=", person.id);
  if (status !== undefined) query = query.where("status", "=", status);
  return await query.orderBy("updated_at", "desc").orderBy("id", "desc").limit(limit).execute();
}

/** The conversation with this inner key. */
export async function conversationById(db: Database, id: number): Promise<ConversationRow> {
  return await byKey.one(db, { id });
}

/** Open conversations of an agent, oldest first. */
export async function openConversationsOf(db: Database, personId: number): Promise<ConversationRow[]> {
  return await openOf.all(db, { personId });
}

const openOf = prepared((db, { personId }: { personId: number }) =>
  db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where("assignee_id", "=", personId)
    .where("status", "=", "open")
    .orderBy("updated_at"),
);

/** What an agent has that is not closed. */
export async function unclosedConversationsOf(db: Database, personId: number): Promise<ConversationRow[]> {
  return await db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where("assignee_id", "=", personId)
    .where("status", "in", ["open", "snoozed"])
    .execute();
}

/** What a team has that is not closed. */
export async function conversationsOfTeam(db: Database, teamId: number): Promise<ConversationRow[]> {
  return await db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where("team_id", "=", teamId)
    .where("status", "in", ["open", "snoozed"])
    .orderBy("id")
    .execute();
}

/** Conversations that wait for a team, longest waiting first, after a place in its queue. */
export async function waitingConversations(
  db: Database,
  teamId: number,
  { since, id }: { since: number; id: number },
  limit: number,
): Promise<ConversationRow[]> {
  return await waitingAfter.all(db, { teamId, since, id, limit });
}

const waitingAfter = prepared((db, place: { teamId: number; since: number; id: number; limit: number }) =>
  db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where("team_id", "=", place.teamId)
    .where("waiting_since", "is not", null)
    .where((eb) =>
      eb.or([
        eb("waiting_since", ">", place.since),
        eb.and([eb("waiting_since", "=", place.since), eb("id", ">", place.id)]),
      ]),
    )
    .orderBy("waiting_since")
    .orderBy("id")
    .limit(place.limit),
);

/** A team's open conversations in which nothing has happened since, after an agent's last word; oldest first. */
export async function silentConversations(
  db: Database,
  teamId: number,
  since: number,
  limit: number,
): Promise<ConversationRow[]> {
  return await db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where("team_id", "=", teamId)
    .where("status", "=", "open")
    .where("updated_at", "<=", since)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("message")
          .select("message.id")
          .whereRef("message.id", "=", "conversation.last_message_id")
          .where("message.sender_role", "=", "agent"),
      ),
    )
    .orderBy("updated_at")
    .limit(limit)
    .execute();
}

/** When something happened last in the team's open conversation that is silent longest, of those touched after `after`. */
export async function oldestOpen(db: Database, teamId: number, after: number): Promise<number | undefined> {
  const row = await db
    .selectFrom("conversation")
    .select("updated_at")
    .where("team_id", "=", teamId)
    .where("status", "=", "open")
    .where("updated_at", ">", after)
    .orderBy("updated_at")
    .limit(1)
    .executeTakeFirst();
  return row?.updated_at;
}

/** Every place in a team's queue, and what its customer was told of it last. */
export async function queuePlaces(
  db: Database,
  teamId: number,
): Promise<{ id: number; rank: number; position: number | null; wait: number | null }[]> {
  return await ranks.all(db, { teamId });
}

const ranks = prepared((db, { teamId }: { teamId: number }) =>
  db
    .selectFrom("conversation")
    .select(["id", "queue_position as position", "queue_wait as wait"])
    .select((eb) =>
      eb.fn
        .agg<number>("row_number")
        .over((over) => over.orderBy("waiting_since").orderBy("id"))
        .as("rank"),
    )
    .where("team_id", "=", teamId)
    .where("waiting_since", "is not", null),
);

/** How many conversations wait for a team. */
export async function countWaiting(db: Database, teamId: number): Promise<number> {
  return (await waitingCount.one(db, { teamId })).count;
}

const waitingCount = prepared((db, { teamId }: { teamId: number }) =>
  db
    .selectFrom("conversation")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("team_id", "=", teamId)
    .where("waiting_since", "is not", null),
);

/** What a conversation is about, for those who answer. */
export async function labelsOf(db: Database, conversationId: number): Promise<string[]> {
  return (await labels.all(db, { conversationId })).map(({ label }) => label);
}

const labels = prepared((db, { conversationId }: { conversationId: number }) =>
  db
    .selectFrom("conversation_label")
    .select("label")
    .where("conversation_id", "=", conversationId)
    .orderBy("label"),
);

/** Replaces the labels of a conversation. */
export async function setLabels(tx: Tx, conversationId: number, names: readonly string[]): Promise<void> {
  await tx.db.deleteFrom("conversation_label").where("conversation_id", "=", conversationId).execute();
  const values = [...new Set(names)].map((label) => ({ conversation_id: conversationId, label }));
  if (values.length > 0) await tx.db.insertInto("conversation_label").values(values).execute();
}

/**
 * A conversation's resource and the position it is true at. The position is read before everything else, so that a
 * change committed meanwhile is in the state twice rather than missing from it.
 */
export async function describeConversation(
  db: Database,
  key: { id: number; channelId: number },
  side: Side,
  epoch: string,
): Promise<{ conversation: Conversation; position: Position }> {
  const seq = await topOfChannel(db, key.channelId);
  const row = await byKey.one(db, { id: key.id });
  const ownMarker = side === "customer" ? row.customerReadUpTo : row.agentReadUpTo;
  const lastMessage = row.lastMessageId === null ? null : await messageByKey(db, row.lastMessageId);
  // What is committed between these reads is not counted: nobody could tell later that it was.
  const countedAt = Math.max(seq, lastMessage?.seq ?? 0);
  const conversation: Conversation = {
    id: row.publicId,
    status: row.status,
    customer: toPerson(await personById(db, row.customerId)),
    team: await teamName(db, row.teamId),
    assignee: row.assigneeId === null ? null : toPerson(await personById(db, row.assigneeId)),
    assigneeAway: row.assigneeAway === 1,
    accepted: row.accepted === 1,
    acceptBy: isoOrNull(row.acceptBy),
    snoozedUntil: isoOrNull(row.snoozedUntil),
    queue:
      row.waitingSince === null || row.queuePosition === null
        ? null
        : { position: row.queuePosition, waitMinutes: row.queueWait },
    labels: side === "agent" ? await labelsOf(db, row.id) : [],
    emailedUpTo: row.emailedUpTo,
    readUpTo: { customer: row.customerReadUpTo, agent: row.agentReadUpTo },
    unread: await countBetween(db, row.id, {
      side: side === "customer" ? "agent" : "customer",
      after: ownMarker,
      upTo: countedAt,
    }),
    lastMessage,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
  return { conversation, position: { epoch, seq } };
}

/** A time as resources show it. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

const byKey = prepared((db, { id }: { id: number }) =>
  db.selectFrom("conversation").select(CONVERSATION).where("id", "=", id),
);

async function topOfChannel(db: Database, id: number): Promise<number> {
  return (await channelTop.one(db, { id })).last_seq;
}

const channelTop = prepared((db, { id }: { id: number }) =>
  db.selectFrom("channel").select("last_seq").where("id", "=", id),
);
