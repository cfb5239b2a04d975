import { escapeHtml } from "../protocol/escape-html.ts";
import type { Message } from "../protocol/resources.ts";
import { type ConversationRow, conversationById } from "../store/conversations.ts";
import type { Database } from "../store/database.ts";
import type { Tx } from "../store/group-commit.ts";
import { countBetween, messagesBefore } from "../store/messages.ts";
import { isUnderWay, lastSent, queueNotice } from "../store/notices.ts";
import { contactOf, type PersonRow, personById } from "../store/people.ts";
import { teamById } from "../store/teams.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";

/** Rows read at once. */
const PAGE = 200;

export type TranscriptFormat = "text" | "html";

/**
 * Everything that was said, in order, as a document. For the customer, the assignee and admins. Throws
 * `unauthenticated`, `not-found`, `forbidden`, `already-taken`.
 */
export async function readTranscript(
  desk: Desk,
  actor: Actor,
  id: string,
  format: TranscriptFormat,
): Promise<{ content: string; fileName: string }> {
  const held = await access.conversation(desk.store.db, actor, id, "look");
  const { text, html } = await transcriptOf(desk, held.id);
  const extension = format === "html" ? "html" : "txt";
  return { content: format === "html" ? html : text, fileName: `conversation-${held.publicId}.${extension}` };
}

/** A mail program needs no more than one of these in so long a time. */
const BETWEEN_MS = 10 * 60_000;

/**
 * Has the transcript sent to the customer. Asking twice while one waits or is being sent sends one. Throws as `readTranscript`, and
 * `mail-off`, `no-address`, `too-many-requests`.
 */
export async function mailTranscript(desk: Desk, actor: Actor, id: string): Promise<{ to: string }> {
  const to = await desk.store.transact(async (tx) => {
    const held = await access.conversation(tx.db, actor, id, "look");
    if (desk.mail.from === undefined)
      throw new Refusal("mail-off", "Download the transcript, or have the operator set SMTP_URL.");
    const { email } = await contactOf(tx.db, held.customerId);
    if (email === null) throw new Refusal("no-address", "Ask the customer for their e-mail address first.");
    await refuseStrangersMail(tx, access.person(actor), held);
    const now = desk.now();
    const subject = { kind: "transcript" as const, personId: held.customerId, conversationId: held.id };
    if (((await lastSent(tx.db, subject))?.finishedAt ?? 0) > now - BETWEEN_MS)
      throw new Refusal("too-many-requests", "It was sent a few minutes ago: look for it there.");
    if (!(await isUnderWay(tx.db, subject)))
      await queueNotice(tx, subject, { dueAt: now, now, domain: desk.mail.domain });
    return email;
  });
  desk.mail.wake();
  return { to };
}

/**
 * A visitor may type any address, and any text: without anybody of the desk between, they could have the desk write
 * whatever they like to whomever they like.
 */
async function refuseStrangersMail(tx: Tx, person: PersonRow, { id }: ConversationRow): Promise<void> {
  const span = { side: "agent" as const, after: 0, upTo: Number.MAX_SAFE_INTEGER };
  if (person.role === "customer" && (await countBetween(tx.db, id, span)) === 0)
    throw new Refusal("forbidden", "Nobody has answered yet: there is nothing to send.");
}

/** A conversation as a document, in both forms; it is known by its inner key. */
export async function transcriptOf(
  desk: Desk,
  conversationId: number,
): Promise<{ text: string; html: string }> {
  const { db } = desk.store;
  const row = await conversationById(db, conversationId);
  const { timeZone } = (await teamById(db, row.teamId)).settings;
  const title = `Conversation between ${(await personById(db, row.customerId)).name} and ${desk.name}`;
  const time = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone });
  const messages = (await allMessages(db, row)).map((message) => ({
    ...message,
    when: time.format(new Date(message.createdAt)),
    files: (message.attachments ?? []).map(({ name }) => `[${name}]`),
  }));
  return {
    text: [`${title} (times in ${timeZone})`, ...messages.map(textMessage)].join("\n\n"),
    html: page(title, `Times in ${timeZone}`, messages.map(htmlMessage)),
  };
}

async function allMessages(db: Database, { id }: ConversationRow): Promise<Message[]> {
  const pages: Message[][] = [];
  for (let before: number | undefined; ; ) {
    const { messages, hasOlder } = await messagesBefore(db, id, before, PAGE);
    pages.unshift(messages);
    before = messages[0]?.seq;
    if (!hasOlder) return pages.flat();
  }
}

type Line = Message & { readonly when: string; readonly files: readonly string[] };

function textMessage({ senderName, when, text, files }: Line): string {
  return [`${senderName}, ${when}:`, text, ...files].join("\n");
}

function htmlMessage({ senderName, senderRole, when, text, files }: Line): string {
  const body = [text, ...files].join("\n");
  return (
    `<article class="${senderRole}"><h2><bdi>${escapeHtml(senderName)}</bdi> <time>${escapeHtml(when)}</time></h2>` +
    `<p dir="auto">${escapeHtml(body)}</p></article>`
  );
}

/** A document that stands alone: it loads nothing and runs nothing. */
function page(title: string, note: string, articles: readonly string[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-inline-size: 42rem; margin: 2rem auto; padding-inline: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; } h2 { font-size: 0.9rem; margin: 0; } time { font-weight: normal; opacity: 0.75; }
article { margin-block: 0.75rem; padding: 0.5rem 0.75rem; border-inline-start: 3px solid #8888; }
article.agent { border-color: #1d4ed8; } p { margin: 0; white-space: pre-wrap; }
</style></head>
<body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(note)}</p>
${articles.join("\n")}
</body></html>
`;
}
