import type { NotNull } from "kysely";
import type { Attachment, Message, Side } from "../protocol/resources.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";
import { newPublicId } from "./public-id.ts";

/** A message that is about to be stored. */
export interface NewMessage {
  readonly conversationId: number;
  readonly seq: number;
  readonly clientId: string;
  readonly senderId: number;
  readonly senderRole: Side;
  readonly text: string;
  readonly via: "email" | null;
  readonly attachments: readonly Attachment[];
  readonly at: number;
}

/** A new id for a message, known before its row because the log entry carries it. */
export const messageId = (): string => newPublicId("msg");

/** Adds a message; returns its inner id. */
export async function insertMessage(tx: Tx, id: string, message: NewMessage): Promise<number> {
  const attachments = message.attachments.length > 0 ? JSON.stringify(message.attachments) : null;
  return await insert.add(tx.db, { ...message, attachments, id });
}

const insert = prepared(
  (db, message: Omit<NewMessage, "attachments"> & { attachments: string | null; id: string }) =>
    db.insertInto("message").values({
      public_id: message.id,
      conversation_id: message.conversationId,
      seq: message.seq,
      client_id: message.clientId,
      sender_id: message.senderId,
      sender_role: message.senderRole,
      text: message.text,
      created_at: message.at,
      via: message.via,
      attachments: message.attachments,
    }),
);

/** The message that the device called `clientId`, if it has arrived before. */
export async function messageByClientId(
  db: Database,
  conversationId: number,
  clientId: string,
): Promise<Message | undefined> {
  const found = await keyByClientId.first(db, { conversationId, clientId });
  return found && (await messageByKey(db, found.id));
}

const keyByClientId = prepared(
  (db, { conversationId, clientId }: { conversationId: number; clientId: string }) =>
    db
      .selectFrom("message")
      .select("id")
      .where("conversation_id", "=", conversationId)
      .where("client_id", "=", clientId),
);

/** The newest messages before `before`, oldest first, at most `limit`; and whether older ones exist. */
export async function messagesBefore(
  db: Database,
  conversationId: number,
  before: number | undefined,
  limit: number,
): Promise<{ messages: Message[]; hasOlder: boolean }> {
  const page = { conversationId, before: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 };
  const rows = await newestBefore.all(db, page);
  const hasOlder = rows.length > limit;
  return { messages: rows.slice(0, limit).toReversed().map(toMessage), hasOlder };
}

const newestBefore = prepared((db, page: { conversationId: number; before: number; limit: number }) =>
  messages(db)
    .where("message.conversation_id", "=", page.conversationId)
    .where("message.seq", "<", page.before)
    .orderBy("message.seq", "desc")
    .limit(page.limit),
);

/** What a conversation began with. */
export async function firstMessage(db: Database, conversationId: number): Promise<Message | undefined> {
  const row = await messages(db)
    .where("message.conversation_id", "=", conversationId)
    .orderBy("message.seq")
    .limit(1)
    .executeTakeFirst();
  return row && toMessage(row);
}

/** How many messages of `side` there are after one position and up to another. */
export async function countBetween(
  db: Database,
  conversationId: number,
  { side, after, upTo }: { side: Side; after: number; upTo: number },
): Promise<number> {
  return (await countOfSideBetween.one(db, { conversationId, side, after, upTo })).count;
}

const countOfSideBetween = prepared(
  (db, span: { conversationId: number; side: Side; after: number; upTo: number }) =>
    db
      .selectFrom("message")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("conversation_id", "=", span.conversationId)
      .where("seq", ">", span.after)
      .where("seq", "<=", span.upTo)
      .where("sender_role", "=", span.side),
);

/** The `seq` of the last message at or before `upTo`; 0 if there is none. */
export async function lastMessageSeq(db: Database, conversationId: number, upTo: number): Promise<number> {
  const row = await db
    .selectFrom("message")
    .select("seq")
    .where("conversation_id", "=", conversationId)
    .where("seq", "<=", upTo)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** The `seq` of the last message by another agent than this one; 0 if there is none. */
export async function lastMessageOfOthers(
  db: Database,
  conversationId: number,
  agentId: number,
): Promise<number> {
  const row = await db
    .selectFrom("message")
    .select("seq")
    .where("conversation_id", "=", conversationId)
    .where("sender_role", "=", "agent")
    .where("sender_id", "!=", agentId)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** The message with this inner key. */
export async function messageByKey(db: Database, key: number): Promise<Message> {
  return toMessage(await byKey.one(db, { key }));
}

const byKey = prepared((db, { key }: { key: number }) => messages(db).where("message.id", "=", key));

/**
 * Messages as resources show them. The names come by subqueries: SQLite compiles a join with parameters anew each time
 * it runs, which takes ten times as long as to answer it.
 */
function messages(db: Database) {
  return db
    .selectFrom("message")
    .select([
      "message.public_id as id",
      "message.client_id as clientId",
      "message.seq as seq",
      "message.text as text",
      "message.sender_role as senderRole",
      "message.created_at as createdAt",
      "message.via as via",
      "message.attachments as attachments",
    ])
    .select((eb) => [
      eb
        .selectFrom("conversation")
        .select("public_id")
        .whereRef("conversation.id", "=", "message.conversation_id")
        .as("conversationId"),
      eb
        .selectFrom("person")
        .select("public_id")
        .whereRef("person.id", "=", "message.sender_id")
        .as("senderId"),
      eb.selectFrom("person").select("name").whereRef("person.id", "=", "message.sender_id").as("senderName"),
    ])
    .$narrowType<{ conversationId: NotNull; senderId: NotNull; senderName: NotNull }>();
}

function toMessage(row: MessageRow): Message {
  const { createdAt, via, attachments, ...rest } = row;
  return {
    ...rest,
    createdAt: new Date(createdAt).toISOString(),
    ...(via === null ? {} : { via }),
    ...(attachments === null ? {} : { attachments: JSON.parse(attachments) as Attachment[] }),
  };
}

type MessageRow = Omit<Message, "createdAt" | "via" | "attachments"> & {
  createdAt: number;
  via: "email" | null;
  attachments: string | null;
};
