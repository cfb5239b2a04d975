import { randomBytes } from "node:crypto";
import type { Database, NoticeState, Tables } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";

/** What somebody is told by e-mail. */
export const MAIL_KINDS = ["reply", "unread", "queue", "refused", "transcript"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What somebody is told by a message pushed to their browsers. */
export const PUSH_KINDS = ["push-assigned", "push-message", "push-queue", "push-test"] as const;
export type PushKind = (typeof PUSH_KINDS)[number];

export type NoticeKind = MailKind | PushKind;

/**
 * What a notice is about beside its person and its conversation. It is written down when the notice is claimed and
 * never changes afterwards: a mail that is sent again under its Message-ID says the same again.
 */
export interface NoticeDetail {
  /** The messages after one `seq` and up to another, in the conversation's channel. */
  readonly after?: number;
  readonly upTo?: number;
  /** Inner keys of conversations, when it is about several. */
  readonly conversations?: readonly number[];
  /** Inner keys of the push subscriptions that have not taken it yet. */
  readonly subscriptions?: readonly number[];
}

/** A message that is to be sent, is being sent, or was. */
export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly personId: number;
  readonly conversationId: number | null;
  readonly state: NoticeState;
  /** With its angle brackets; the same at every attempt. */
  readonly messageId: string;
  readonly detail: NoticeDetail;
  /** How often it failed. */
  readonly attempts: number;
  readonly dueAt: number;
  /** When it was claimed first; null while nobody has tried. */
  readonly claimedAt: number | null;
  readonly finishedAt: number | null;
  readonly lastError: string | null;
}

/** Whom a notice is for, and what about. */
export interface NoticeSubject {
  readonly kind: NoticeKind;
  readonly personId: number;
  readonly conversationId: number | null;
}

/**
 * Queues a notice unless one for the same is waiting that nobody has tried to send yet: that one will say it all. One
 * that was tried has its content already. `domain` is the right side of its Message-ID.
 */
export async function queueNotice(
  tx: Tx,
  subject: NoticeSubject,
  { dueAt, now, domain, detail = {} }: { dueAt: number; now: number; domain: string; detail?: NoticeDetail },
): Promise<void> {
  const { kind, personId, conversationId } = subject;
  const waiting =
    conversationId === null
      ? await untriedOfNone.first(tx.db, { kind, personId })
      : await untriedOf.first(tx.db, { kind, personId, conversationId });
  if (waiting) return;
  await tx.db
    .insertInto("notice")
    .values({
      kind: subject.kind,
      person_id: subject.personId,
      conversation_id: subject.conversationId,
      state: "pending",
      message_id: newMessageId(now, domain),
      detail: JSON.stringify(detail),
      attempts: 0,
      due_at: dueAt,
      claimed_at: null,
      finished_at: null,
      last_error: null,
      created_at: now,
    })
    .execute();
}

const untriedOf = prepared((db, of: { kind: NoticeKind; personId: number; conversationId: number }) =>
  untried(db, of).where("conversation_id", "=", of.conversationId),
);

const untriedOfNone = prepared((db, of: { kind: NoticeKind; personId: number }) =>
  untried(db, of).where("conversation_id", "is", null),
);

function untried(db: Database, { kind, personId }: { kind: NoticeKind; personId: number }) {
  return db
    .selectFrom("notice")
    .select("id")
    .where("kind", "=", kind)
    .where("person_id", "=", personId)
    .where("state", "=", "pending")
    .where("claimed_at", "is", null);
}

/** Our own Message-IDs are known by this beginning, whatever the domain has become since. */
const MESSAGE_ID_PREFIX = "deskbell.";

/** Whether a Message-ID, without its angle brackets, is one of ours. */
export function isOwnMessageId(id: string): boolean {
  return id.startsWith(MESSAGE_ID_PREFIX);
}

function newMessageId(now: number, domain: string): string {
  return `<${MESSAGE_ID_PREFIX}${now.toString(36)}.${randomBytes(12).toString("hex")}@${domain}>`;
}

/** The notice of these kinds that was being sent when the program ended, if there is one. */
export async function claimedNotice(db: Database, kinds: readonly NoticeKind[]): Promise<Notice | undefined> {
  const row = await notices(db)
    .where("state", "=", "claimed")
    .where("kind", "in", kinds)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row && toNotice(row);
}

/** The notice of these kinds that is due by `now` and longest so. */
export async function dueNotice(
  db: Database,
  kinds: readonly NoticeKind[],
  now: number,
): Promise<Notice | undefined> {
  const row = await notices(db)
    .where("state", "=", "pending")
    .where("kind", "in", kinds)
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row && toNotice(row);
}

/** When the next notice of these kinds is due; undefined when none waits. */
export async function nextDueAt(db: Database, kinds: readonly NoticeKind[]): Promise<number | undefined> {
  const { next } = await db
    .selectFrom("notice")
    .select((eb) => eb.fn.min("due_at").as("next"))
    .where("state", "=", "pending")
    .where("kind", "in", kinds)
    .executeTakeFirstOrThrow();
  return next ?? undefined;
}

/** Another notice for the same that was tried and has not ended, if there is one. */
export async function triedBefore(db: Database, notice: Notice): Promise<Notice | undefined> {
  const row = await ofSubject(db, notice)
    .where("state", "in", ["pending", "claimed"])
    .where("claimed_at", "is not", null)
    .where("id", "<", notice.id)
    .limit(1)
    .executeTakeFirst();
  return row && toNotice(row);
}

/** Whether a notice for the same was tried and has not ended: it is being sent, or will be again. */
export async function isUnderWay(db: Database, subject: NoticeSubject): Promise<boolean> {
  const row = await ofSubject(db, subject)
    .where("state", "in", ["pending", "claimed"])
    .where("claimed_at", "is not", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The others of this kind for the same person that wait and were not tried, whatever they are about. */
export async function waitingBeside(db: Database, notice: Notice): Promise<Notice[]> {
  const rows = await notices(db)
    .where("state", "=", "pending")
    .where("kind", "=", notice.kind)
    .where("person_id", "=", notice.personId)
    .where("claimed_at", "is", null)
    .where("id", "!=", notice.id)
    .execute();
  return rows.map(toNotice);
}

/** The last notice of this kind that this person was sent about this conversation. */
export async function lastSent(db: Database, subject: NoticeSubject): Promise<Notice | undefined> {
  const row = await ofSubject(db, subject)
    .where("state", "=", "sent")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toNotice(row);
}

/** The last notice of this kind that this person was sent, of those that were due after `dueAfter`. */
export async function lastSentOfKind(
  db: Database,
  { kind, personId }: Pick<NoticeSubject, "kind" | "personId">,
  dueAfter: number,
): Promise<Notice | undefined> {
  const row = await notices(db)
    .where("state", "=", "sent")
    .where("due_at", ">", dueAfter)
    .where("kind", "=", kind)
    .where("person_id", "=", personId)
    .orderBy("finished_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toNotice(row);
}

/** The Message-IDs of what this person was sent about a conversation, the newest `limit`, oldest first. */
export async function threadOf(
  db: Database,
  { personId, conversationId }: { personId: number; conversationId: number },
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom("notice")
    .select("message_id")
    .where("conversation_id", "=", conversationId)
    .where("person_id", "=", personId)
    .where("state", "=", "sent")
    .where("kind", "in", THREADED)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.toReversed().map((row) => row.message_id);
}

/** A mail about the queue is about many conversations. */
const THREADED = MAIL_KINDS.filter((kind) => kind !== "queue");

/** Takes a notice for sending; false when it is not pending any more. */
export async function claimNotice(tx: Tx, id: number, detail: NoticeDetail, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("notice")
    .set((eb) => ({
      state: "claimed",
      detail: JSON.stringify(detail),
      claimed_at: eb.fn.coalesce("claimed_at", eb.val(now)),
    }))
    .where("id", "=", id)
    .where("state", "=", "pending")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ends a notice: it was sent, its reason is gone, or it was given up. */
export async function endNotice(
  tx: Tx,
  id: number,
  end: { state: "sent" | "dropped" | "dead"; now: number; error?: string | undefined },
): Promise<void> {
  await tx.db
    .updateTable("notice")
    .set({ state: end.state, finished_at: end.now, last_error: end.error ?? null })
    .where("id", "=", id)
    .execute();
}

/** Puts a notice off. With an error it counts as a failure; with a detail it is about that alone from now on. */
export async function postponeNotice(
  tx: Tx,
  id: number,
  dueAt: number,
  { error, detail }: { error?: string | undefined; detail?: NoticeDetail | undefined } = {},
): Promise<void> {
  await tx.db
    .updateTable("notice")
    .set((eb) => ({
      state: "pending",
      due_at: dueAt,
      ...(error === undefined ? {} : { last_error: error, attempts: eb("attempts", "+", 1) }),
      ...(detail === undefined ? {} : { detail: JSON.stringify(detail) }),
    }))
    .where("id", "=", id)
    .execute();
}

/** Forgets notices of these kinds that were due long ago and have ended, at most `limit` of each state. */
export async function pruneNotices(
  tx: Tx,
  kinds: readonly NoticeKind[],
  before: Readonly<Record<"sent" | "dropped" | "dead", number>>,
  limit: number,
): Promise<void> {
  for (const state of ["sent", "dropped", "dead"] as const)
    await tx.db
      .deleteFrom("notice")
      .where("id", "in", (query) =>
        query
          .selectFrom("notice")
          .select("id")
          .where("state", "=", state)
          .where("kind", "in", kinds)
          .where("due_at", "<", before[state])
          .limit(limit),
      )
      .execute();
}

/** How many notices of these kinds wait, and the last that were given up, newest first, with whom they were for. */
export async function noticeFigures(
  db: Database,
  kinds: readonly NoticeKind[],
  deadMax: number,
): Promise<{ waiting: number; dead: (Notice & { readonly email: string | null })[] }> {
  const { waiting } = await db
    .selectFrom("notice")
    .select((eb) => eb.fn.countAll<number>().as("waiting"))
    .where("state", "in", ["pending", "claimed"])
    .where("kind", "in", kinds)
    .executeTakeFirstOrThrow();
  const dead = await notices(db)
    .select((eb) =>
      eb.selectFrom("person").select("email").whereRef("person.id", "=", "notice.person_id").as("email"),
    )
    .where("state", "=", "dead")
    .where("kind", "in", kinds)
    .orderBy("id", "desc")
    .limit(deadMax)
    .execute();
  return { waiting, dead: dead.map((row) => ({ ...toNotice(row), email: row.email })) };
}

function notices(db: Database) {
  return db
    .selectFrom("notice")
    .select([
      "id",
      "kind",
      "person_id",
      "conversation_id",
      "state",
      "message_id",
      "detail",
      "attempts",
      "due_at",
      "claimed_at",
      "finished_at",
      "last_error",
    ]);
}

function ofSubject(db: Database, { kind, personId, conversationId }: NoticeSubject) {
  return notices(db)
    .where("kind", "=", kind)
    .where("person_id", "=", personId)
    .where("conversation_id", conversationId === null ? "is" : "=", conversationId);
}

type NoticeRow = Omit<Tables["notice"], "id" | "created_at"> & { id: number };

function toNotice(row: NoticeRow): Notice {
  return {
    id: row.id,
    kind: row.kind as NoticeKind,
    personId: row.person_id,
    conversationId: row.conversation_id,
    state: row.state,
    messageId: row.message_id,
    detail: JSON.parse(row.detail) as NoticeDetail,
    attempts: row.attempts,
    dueAt: row.due_at,
    claimedAt: row.claimed_at,
    finishedAt: row.finished_at,
    lastError: row.last_error,
  };
}
