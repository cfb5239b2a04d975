import { conversationChannel } from "../protocol/channels.ts";
import type { Conversation, ConversationStatus, Position, Role, Side } from "../protocol/resources.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { channelId } from "./log.ts";
import { countBetween, messageByKey } from "./messages.ts";
import { type PersonRow, personById, toPerson } from "./people.ts";
import { prepared } from "./prepared.ts";
import { newPublicId } from "./public-id.ts";

/** The people of a conversation. */
export type Parties = Pick<ConversationRow, "customerId" | "assigneeId">;

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
}

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
] as const;

/** The conversation with this public id. */
export async function conversationByPublicId(db: Database, id: string): Promise<ConversationRow | undefined> {
  return await byPublicId.first(db, { id });
}

const byPublicId = prepared((db, { id }: { id: string }) =>
  db.selectFrom("conversation").select(CONVERSATION).where("public_id", "=", id),
);

/**
 * The people of a conversation beside whoever bears `personId`, whose key and role are null if nobody does; undefined
 * if there is no such conversation. One look, because every subscription asks, and after a restart thousands begin.
 */
export async function partiesBeside(
  db: Database,
  conversationId: string,
  personId: string,
): Promise<(Parties & { personKey: number | null; role: Role | null }) | undefined> {
  return await besidePerson.first(db, { conversationId, personId });
}

// Subqueries, because SQLite compiles a join with parameters anew each time it runs.
const besidePerson = prepared(
  (db, { conversationId, personId }: { conversationId: string; personId: string }) =>
    db
      .selectFrom("conversation")
      .select(["customer_id as customerId", "assignee_id as assigneeId"])
      .select((eb) => [
        eb.selectFrom("person").select("id").where("public_id", "=", personId).as("personKey"),
        eb.selectFrom("person").select("role").where("public_id", "=", personId).as("role"),
      ])
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

/** Adds an open conversation, assigned to nobody, with a channel of its own. */
export async function insertConversation(
  tx: Tx,
  conversation: { customerId: number; clientId: string; at: number },
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
    })
    .returning(CONVERSATION)
    .executeTakeFirstOrThrow();
}

/** Changes a conversation and returns it as it is now. */
export async function updateConversation(
  tx: Tx,
  id: number,
  change: { assigneeId?: number; status?: ConversationStatus; at: number },
): Promise<ConversationRow> {
  const { assigneeId, status, at } = change;
  return await tx.db
    .updateTable("conversation")
    .set({
      ...(assigneeId === undefined ? {} : { assignee_id: assigneeId }),
      ...(status === undefined ? {} : { status }),
      updated_at: at,
    })
    .where("id", "=", id)
    .returning(CONVERSATION)
    .executeTakeFirstOrThrow();
}

/** Notes that the message with this `seq` was said last. */
export async function setLastMessage(tx: Tx, id: number, seq: number, at: number): Promise<void> {
  await noteLastMessage.run(tx.db, { id, seq, at });
}

const noteLastMessage = prepared((db, { id, seq, at }: { id: number; seq: number; at: number }) =>
  db
    .updateTable("conversation")
    .set((eb) => ({
      last_message_id: eb
        .selectFrom("message")
        .select("id")
        .where("conversation_id", "=", id)
        .where("seq", "=", seq),
      updated_at: at,
    }))
    .where("id", "=", id),
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

/** Open conversations that nobody has, longest waiting first. */
export async function waitingConversations(db: Database): Promise<ConversationRow[]> {
  return await db
    .selectFrom("conversation")
    .select(CONVERSATION)
    .where("assignee_id", "is", null)
    .where("status", "=", "open")
    .orderBy("created_at")
    .orderBy("id")
    .execute();
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
    assignee: row.assigneeId === null ? null : toPerson(await personById(db, row.assigneeId)),
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

const byKey = prepared((db, { id }: { id: number }) =>
  db.selectFrom("conversation").select(CONVERSATION).where("id", "=", id),
);

async function topOfChannel(db: Database, id: number): Promise<number> {
  return (await channelTop.one(db, { id })).last_seq;
}

const channelTop = prepared((db, { id }: { id: number }) =>
  db.selectFrom("channel").select("last_seq").where("id", "=", id),
);
