import { conversationById } from "../../store/conversations.ts";
import { personById } from "../../store/people.ts";
import type { NoticeWriter } from "../notice-writer.ts";
import { writeToAgent } from "./agent-notice.ts";
import type { MailContext } from "./mail-context.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";

/** Tells an agent that an answer of theirs by mail reached nobody: they believe that the customer has it. */
export function refusedNotice(context: MailContext): NoticeWriter<OutgoingMail> {
  return {
    judge: async (_, { detail }) => ({ send: detail }),
    write: async (db, notice) => {
      const { customerId, publicId } = await conversationById(db, notice.conversationId ?? 0);
      const { name } = await personById(db, customerId);
      return await writeToAgent(db, notice, context, async () => ({
        subject: `Your answer has not reached ${name}`,
        blocks: [
          {
            kind: "paragraph",
            text: `Your answer by e-mail was not sent to ${name}: the conversation is not yours any more. Nothing of it was kept.`,
          },
        ],
        button: { label: "Open the dashboard", path: `/dashboard/c/${publicId}` },
      }));
    },
  };
}
