import { readNotificationSettings } from "../../protocol/notifications.ts";
import { agentMailOf } from "../../store/agent-mail.ts";
import { type ConversationRow, conversationById } from "../../store/conversations.ts";
import type { Database } from "../../store/database.ts";
import { firstMessage, messagesBefore } from "../../store/messages.ts";
import { lastSent, type Notice, threadOf } from "../../store/notices.ts";
import { personById } from "../../store/people.ts";
import { excerpt } from "../excerpt.ts";
import type { Judgement, NoticeWriter } from "../notice-writer.ts";
import { quietUntil } from "../quiet-hours.ts";
import { writeToAgent } from "./agent-notice.ts";
import type { MailContext } from "./mail-context.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";
import { quote } from "./reply-mail.ts";

const MESSAGES_MAX = 20;
const MINUTE_MS = 60_000;

/** Tells an agent of what a customer of theirs wrote and they have not read. */
export function unreadNotice(context: MailContext): NoticeWriter<OutgoingMail> {
  return { judge, write: (db, notice) => write(db, notice, context) };
}

async function judge(db: Database, notice: Notice, now: number): Promise<Judgement> {
  const agent = await agentMailOf(db, notice.personId);
  const conversation = await conversationById(db, notice.conversationId ?? 0);
  const { email, quietHours } = readNotificationSettings(agent?.notifications ?? null);
  if (!agent || email.unreadMinutes === 0) return { drop: "It is not wanted" };
  if (conversation.assigneeId !== notice.personId || conversation.status !== "open")
    return { drop: "It is not theirs" };
  const told = (await lastSent(db, notice))?.detail.upTo ?? 0;
  const unread = await unreadOf(db, conversation, Number.MAX_SAFE_INTEGER);
  const [first, last] = [unread[0], unread.at(-1)];
  if (!first || !last || last.seq <= told) return { drop: "It was read" };
  const dueAt = Date.parse(first.createdAt) + email.unreadMinutes * MINUTE_MS;
  if (dueAt > now) return { waitUntil: dueAt };
  const quiet = quietHours && quietUntil(quietHours, now);
  if (quiet) return { waitUntil: quiet };
  return { send: { upTo: notice.detail.upTo ?? last.seq } };
}

async function write(db: Database, notice: Notice, context: MailContext): Promise<OutgoingMail | undefined> {
  const conversation = await conversationById(db, notice.conversationId ?? 0);
  const person = { personId: notice.personId, conversationId: conversation.id };
  const customer = await personById(db, conversation.customerId);
  const first = await firstMessage(db, conversation.id);
  const unread = await unreadOf(db, conversation, notice.detail.upTo ?? 0);
  return await writeToAgent(db, notice, context, async (timeZone) => ({
    subject: `${customer.name} waits for you: ${excerpt(first?.text ?? "", 60)}`,
    blocks: [
      { kind: "paragraph", text: `${customer.name} wrote to you, and you have not read it yet.` },
      ...unread.map((message) => ({ kind: "message" as const, ...quote(message, timeZone) })),
    ],
    button: { label: "Open it", path: `/dashboard/c/${conversation.publicId}` },
    replyTo: await context.replyAddress(person),
    thread: await threadOf(db, person, 10),
  }));
}

/** What the customer said that the assignee has not read, up to a place, oldest first. */
async function unreadOf(db: Database, { id, agentReadUpTo }: ConversationRow, upTo: number) {
  const before = upTo === Number.MAX_SAFE_INTEGER ? undefined : upTo + 1;
  const { messages } = await messagesBefore(db, id, before, MESSAGES_MAX);
  return messages.filter(({ seq, senderRole }) => senderRole === "customer" && seq > agentReadUpTo);
}
