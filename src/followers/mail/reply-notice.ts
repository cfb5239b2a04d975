import type { DeskEvents } from "../../protocol/events.ts";
import { type ConversationRow, conversationById, updateConversation } from "../../store/conversations.ts";
import type { Database } from "../../store/database.ts";
import type { Tx } from "../../store/group-commit.ts";
import { append } from "../../store/log.ts";
import { firstMessage, messagesBefore } from "../../store/messages.ts";
import { type Notice, threadOf } from "../../store/notices.ts";
import { contactOf } from "../../store/people.ts";
import { teamById } from "../../store/teams.ts";
import type { Judgement, NoticeWriter } from "../notice-writer.ts";
import type { MailContext } from "./mail-context.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";
import { replyDueAt } from "./reply-due.ts";
import { writeReplyMail } from "./reply-mail.ts";

/** The most that one mail tells: replies and what was said before them. The link leads to all of it. */
const MESSAGES_MAX = 50;
const EARLIER_MAX = 10;
/** How many mails of a conversation the newest one names as those before it. */
const THREAD_MAX = 10;

/** Tells a customer of replies that they have not seen. */
export function replyNotice(context: MailContext): NoticeWriter<OutgoingMail> {
  return {
    judge: (db, notice, now) => judge(db, notice, now),
    write: (db, notice) => write(db, notice, context),
    sent: (tx, notice, now) => noteEmailed(tx, notice, now),
  };
}

async function judge(db: Database, { conversationId, detail }: Notice, now: number): Promise<Judgement> {
  const conversation = await conversationById(db, conversationId ?? 0);
  if ((await contactOf(db, conversation.customerId)).email === null) return { drop: "There is no address" };
  // Tried before: it says the same again, unless that has been read by now.
  if (detail.upTo !== undefined)
    return conversation.customerReadUpTo >= detail.upTo ? { drop: "It was read" } : { send: detail };
  const after = Math.max(conversation.customerReadUpTo, conversation.emailedUpTo);
  const unseen = (await repliesIn(db, conversation, { after, upTo: Number.MAX_SAFE_INTEGER })).map(
    ({ seq, createdAt }) => ({ seq, at: Date.parse(createdAt) }),
  );
  const last = unseen.at(-1);
  if (!last) return { drop: "It was read" };
  const dueAt = replyDueAt(unseen.map(({ at }) => at));
  return dueAt > now ? { waitUntil: dueAt } : { send: { after, upTo: last.seq } };
}

async function write(db: Database, notice: Notice, context: MailContext): Promise<OutgoingMail | undefined> {
  const { after = 0, upTo = 0 } = notice.detail;
  const conversation = await conversationById(db, notice.conversationId ?? 0);
  const { name, email } = await contactOf(db, conversation.customerId);
  if (email === null || conversation.customerReadUpTo >= upTo) return undefined;
  const replies = await repliesIn(db, conversation, { after, upTo });
  const { messages } = await messagesBefore(db, conversation.id, replies[0]?.seq ?? upTo, EARLIER_MAX);
  const subject = { personId: conversation.customerId, conversationId: conversation.id };
  const replyTo = await context.replyAddress(subject);
  const mail = writeReplyMail({
    deskName: context.deskName,
    replies,
    earlier: messages,
    first: await firstMessage(db, conversation.id),
    resumeUrl: await context.resumeUrl({
      customerId: conversation.customerId,
      conversationId: conversation.id,
    }),
    answerable: replyTo !== undefined,
    timeZone: (await teamById(db, conversation.teamId)).settings.timeZone,
  });
  return {
    ...mail,
    to: { name, address: email },
    replyTo,
    messageId: notice.messageId,
    thread: await threadOf(db, subject, THREAD_MAX),
  };
}

/** What agents said after one place and up to another, oldest first. */
async function repliesIn(
  db: Database,
  { id }: ConversationRow,
  { after, upTo }: { after: number; upTo: number },
) {
  const before = upTo === Number.MAX_SAFE_INTEGER ? undefined : upTo + 1;
  const { messages } = await messagesBefore(db, id, before, MESSAGES_MAX);
  return messages.filter(({ seq, senderRole }) => senderRole === "agent" && seq > after);
}

async function noteEmailed(tx: Tx, { conversationId, detail }: Notice, now: number): Promise<void> {
  const { id, publicId, channelId, emailedUpTo } = await conversationById(tx.db, conversationId ?? 0);
  const { upTo = 0 } = detail;
  if (upTo <= emailedUpTo) return;
  await updateConversation(tx, id, { emailedUpTo: upTo });
  await append(tx, {
    channelId,
    event: "message:emailed",
    data: (seq): DeskEvents["message:emailed"] => ({ conversationId: publicId, upTo, seq }),
    at: now,
  });
}
