import { agentMailOf } from "../../store/agent-mail.ts";
import type { Database } from "../../store/database.ts";
import type { Notice } from "../../store/notices.ts";
import { type Block, layOut } from "./layout.ts";
import type { MailContext } from "./mail-context.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";

/** What a mail to somebody who answers says. */
export interface AgentNotice {
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** Where it leads: a path of the dashboard. */
  readonly button: { readonly label: string; readonly path: string };
  readonly replyTo?: string | undefined;
  readonly thread?: readonly string[];
}

/** A mail to somebody who answers; undefined when they are one no more. `say` is given their time zone. */
export async function writeToAgent(
  db: Database,
  notice: Notice,
  { publicUrl }: MailContext,
  say: (timeZone: string) => Promise<AgentNotice>,
): Promise<OutgoingMail | undefined> {
  const agent = await agentMailOf(db, notice.personId);
  if (!agent) return undefined;
  const { subject, blocks, button, replyTo, thread = [] } = await say(agent.timeZone);
  return {
    subject,
    ...layOut(subject, [
      ...blocks,
      { kind: "button", label: button.label, url: publicUrl() + button.path },
      ...(replyTo === undefined
        ? []
        : [{ kind: "paragraph" as const, text: "You can also answer this mail: it goes to the customer." }]),
      {
        kind: "footnote",
        text: "Your profile in the dashboard's settings says which mails you get, and when.",
      },
    ]),
    to: { name: agent.name, address: agent.email },
    replyTo,
    messageId: notice.messageId,
    thread,
    // For sorting them by rules: everybody who answers gets mails of this kind.
    headers: {
      "List-Id": `<notices.${new URL(publicUrl()).hostname}>`,
      "List-Unsubscribe": `<${publicUrl()}/dashboard/settings/profile>`,
    },
  };
}
