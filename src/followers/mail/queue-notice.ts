import { readNotificationSettings } from "../../protocol/notifications.ts";
import { agentMailOf, isTeamOnline } from "../../store/agent-mail.ts";
import { type ConversationRow, conversationById } from "../../store/conversations.ts";
import type { Database } from "../../store/database.ts";
import type { Tx } from "../../store/group-commit.ts";
import { messagesBefore } from "../../store/messages.ts";
import { endNotice, lastSentOfKind, type Notice, waitingBeside } from "../../store/notices.ts";
import { personById } from "../../store/people.ts";
import { isMember } from "../../store/teams.ts";
import type { Judgement, NoticeWriter } from "../notice-writer.ts";
import { quietUntil } from "../quiet-hours.ts";
import { writeToAgent } from "./agent-notice.ts";
import type { Block } from "./layout.ts";
import type { MailContext } from "./mail-context.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";
import { quote } from "./reply-mail.ts";

/** Nobody gets more than one of these mails in so long a time; what comes meanwhile goes into the next one. */
const BETWEEN_MS = 15 * 60_000;
/** A mail is tried for a day: what was due before that was not sent lately. */
const DAY_MS = 24 * 60 * 60_000;
const LISTED_MAX = 20;

/** Tells an agent of conversations that wait while nobody of the team is online, all in one mail. */
export function queueNotice(context: MailContext): NoticeWriter<OutgoingMail> {
  return { judge, write: (db, notice) => write(db, notice, context), sent: endAbsorbed };
}

async function judge(db: Database, notice: Notice, now: number): Promise<Judgement> {
  const agent = await agentMailOf(db, notice.personId);
  const { email, quietHours } = readNotificationSettings(agent?.notifications ?? null);
  if (!agent || !email.queue) return { drop: "It is not wanted" };
  const waiting = await stillWaiting(db, notice);
  if (!waiting.some(({ id }) => id === notice.conversationId)) return { drop: "Somebody is there" };
  const last = (await lastSentOfKind(db, notice, now - DAY_MS))?.finishedAt ?? 0;
  if (last + BETWEEN_MS > now) return { waitUntil: last + BETWEEN_MS };
  const quiet = quietHours && quietUntil(quietHours, now);
  if (quiet) return { waitUntil: quiet };
  return { send: { conversations: notice.detail.conversations ?? waiting.map(({ id }) => id) } };
}

/** Of this notice and those beside it, the conversations that nobody is there for. */
async function stillWaiting(db: Database, notice: Notice): Promise<ConversationRow[]> {
  const rows: ConversationRow[] = [];
  for (const { conversationId } of [notice, ...(await waitingBeside(db, notice))].slice(0, LISTED_MAX)) {
    const row = await conversationById(db, conversationId ?? 0);
    const isTheirs = row.waitingSince !== null && (await isMember(db, row.teamId, notice.personId));
    if (isTheirs && !(await isTeamOnline(db, row.teamId))) rows.push(row);
  }
  return rows;
}

async function write(db: Database, notice: Notice, context: MailContext): Promise<OutgoingMail | undefined> {
  return await writeToAgent(db, notice, context, async (timeZone) => {
    const blocks: Block[] = [];
    const names: string[] = [];
    for (const id of notice.detail.conversations ?? []) {
      const { customerId } = await conversationById(db, id);
      const { messages } = await messagesBefore(db, id, undefined, 1);
      names.push((await personById(db, customerId)).name);
      for (const message of messages) blocks.push({ kind: "message", ...quote(message, timeZone) });
    }
    const [first = "Somebody", ...others] = names;
    const who = others.length === 0 ? `${first} waits` : `${first} and ${others.length} more wait`;
    const subject = `${who}, and nobody is online`;
    return {
      subject,
      blocks: [{ kind: "paragraph", text: `${subject}.` }, ...blocks],
      button: { label: "Open the queue", path: "/dashboard/queue" },
    };
  });
}

/** What the mail told of as well needs no mail of its own. */
async function endAbsorbed(tx: Tx, notice: Notice, now: number): Promise<void> {
  const told = new Set(notice.detail.conversations);
  for (const { id, conversationId } of await waitingBeside(tx.db, notice))
    if (told.has(conversationId ?? 0)) await endNotice(tx, id, { state: "sent", now });
}
