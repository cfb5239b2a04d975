import { conversationById } from "../../store/conversations.ts";
import type { Database } from "../../store/database.ts";
import { firstMessage } from "../../store/messages.ts";
import { type Notice, threadOf } from "../../store/notices.ts";
import { contactOf } from "../../store/people.ts";
import type { NoticeWriter } from "../notice-writer.ts";
import { layOut } from "./layout.ts";
import type { MailContext } from "./mail-context.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";
import { conversationSubject } from "./reply-mail.ts";

/** Sends a customer what was said, as a file to keep. */
export function transcriptNotice(context: MailContext): NoticeWriter<OutgoingMail> {
  return {
    async judge(db, { conversationId, detail }) {
      const { customerId } = await conversationById(db, conversationId ?? 0);
      const { email } = await contactOf(db, customerId);
      return email === null ? { drop: "There is no address" } : { send: detail };
    },
    write: (db, notice) => write(db, notice, context),
  };
}

async function write(db: Database, notice: Notice, context: MailContext): Promise<OutgoingMail | undefined> {
  const conversation = await conversationById(db, notice.conversationId ?? 0);
  const { name, email } = await contactOf(db, conversation.customerId);
  if (email === null) return undefined;
  const person = { personId: conversation.customerId, conversationId: conversation.id };
  const replyTo = await context.replyAddress(person);
  const subject = conversationSubject(context.deskName, await firstMessage(db, conversation.id));
  const { text, html } = await context.transcript(conversation.id);
  const resumeUrl = await context.resumeUrl({
    customerId: conversation.customerId,
    conversationId: conversation.id,
  });
  return {
    subject,
    ...layOut(subject, [
      { kind: "paragraph", text: `This is what was said between you and ${context.deskName}.` },
      { kind: "preformatted", text },
      { kind: "button", label: "Continue the conversation", url: resumeUrl },
    ]),
    to: { name, address: email },
    replyTo,
    messageId: notice.messageId,
    thread: await threadOf(db, person, 10),
    files: [{ name: "conversation.html", type: "text/html; charset=utf-8", content: html }],
  };
}
