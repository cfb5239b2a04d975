import { createHash } from "node:crypto";
import { MESSAGE_TEXT_MAX, type Message } from "../protocol/resources.ts";
import { attachmentId, insertAttachments } from "../store/attachments.ts";
import { type CorrespondentRow, correspondentOf } from "../store/correspondents.ts";
import { isOwnMessageId, lastSent, queueNotice } from "../store/notices.ts";
import type { Desk } from "./desk.ts";
import { isAutomatic } from "./inbound/automatic-mail.ts";
import type { InboundEmail, InboundFile } from "./inbound/email.ts";
import { forgetFiles, type KeptFile, keepFiles } from "./inbound/keep-files.ts";
import { isSigned, readReplyAddress, replyAddress } from "./inbound/reply-address.ts";
import { trimQuote } from "./inbound/trim-quote.ts";
import { markRead } from "./mark-read.ts";
import { postIn } from "./post-message.ts";
import { Refusal } from "./refusal.ts";

/** Quotes are looked for in so much of a mail; the words of a person end long before. */
const READ_MAX = 200_000;

/** What became of a mail. Whatever it is, the one who handed it over need not do so again. */
export type InboundResult =
  | { readonly result: "posted" | "repeated" }
  | { readonly result: "ignored"; readonly because: IgnoredBecause };

/**
 * - `automatic`: a program wrote it
 * - `unaddressed`: none of its addresses is one that we signed
 * - `other-sender`: it is not from the address that the person has
 * - `empty`: there is nothing in it
 * - `not-theirs`: the person may not write in the conversation, or not any more
 */
export const IGNORED_BECAUSE = ["automatic", "unaddressed", "other-sender", "empty", "not-theirs"] as const;
export type IgnoredBecause = (typeof IGNORED_BECAUSE)[number];

/** Where answers of this person to this conversation come in; undefined when they are not read. */
export async function replyAddressOf(
  desk: Desk,
  keys: { personId: number; conversationId: number },
): Promise<string | undefined> {
  const { inboundAddress, secret } = desk.mail;
  if (inboundAddress === undefined) return undefined;
  const correspondent = await correspondentOf(desk.store.db, keys);
  return correspondent && replyAddress(inboundAddress, secret, correspondent);
}

/**
 * Makes a mail a message of the person and in the conversation that its signed address names; once, however often the
 * mail is handed over. Throws when nothing could be stored, and only then: whoever has the mail tries again.
 */
export async function receiveEmail(desk: Desk, email: InboundEmail): Promise<InboundResult> {
  if (isAutomatic(email) || isOwnMessageId(email.messageId ?? ""))
    return { result: "ignored", because: "automatic" };
  const correspondent = await addressee(desk, email);
  if (!correspondent) return { result: "ignored", because: "unaddressed" };
  if (correspondent.email?.trim().toLowerCase() !== email.from.trim().toLowerCase())
    return { result: "ignored", because: "other-sender" };
  const { text, files } = await writtenIn(desk, email);
  if (text === "") return { result: "ignored", because: "empty" };
  const words = { clientId: clientIdOf(email), text };
  const posted = await post(desk, correspondent, words, files);
  if (posted === "not-theirs") {
    await tellRefused(desk, correspondent);
    return { result: "ignored", because: posted };
  }
  if (posted === "repeated") return { result: posted };
  await noteRead(desk, correspondent);
  return { result: "posted" };
}

/** Whoever of the addresses is proven; an address that only looks like ours is nobody's. */
async function addressee(desk: Desk, { recipients }: InboundEmail): Promise<CorrespondentRow | undefined> {
  const { inboundAddress = "", secret } = desk.mail;
  for (const address of new Set(recipients)) {
    const claim = readReplyAddress(inboundAddress, address);
    const correspondent = claim && (await correspondentOf(desk.store.db, claim));
    if (claim && correspondent && isSigned(secret, claim, correspondent)) return correspondent;
  }
  return undefined;
}

/** What the person wrote and sent along. A text above the longest is cut, and kept whole as a file. */
async function writtenIn(desk: Desk, email: InboundEmail): Promise<{ text: string; files: KeptFile[] }> {
  const written = trimQuote(email.text.slice(0, READ_MAX).replaceAll(/\p{Surrogate}/gu, "\ufffd"));
  const whole: InboundFile[] =
    written.length > MESSAGE_TEXT_MAX
      ? [{ name: "message.txt", type: "text/plain", inline: false, content: Buffer.from(email.text) }]
      : [];
  const { kept, leftOut } = await keepFiles(desk.dataDir, [...whole, ...email.attachments]);
  const notes = leftOut.length === 0 ? [] : [`[Not kept, too many or too large: ${leftOut.join(", ")}]`];
  const words = written === "" && kept.length > 0 ? kept.map(({ name }) => name).join(", ") : written;
  const room = MESSAGE_TEXT_MAX - notes.join("").length - 2;
  const cut = words.length > room ? `${words.slice(0, room - 1).replace(/\p{Surrogate}$/u, "")}…` : words;
  return { text: [cut, ...notes].join("\n\n").trim().slice(0, MESSAGE_TEXT_MAX), files: kept };
}

/** A mail without a Message-ID is known by what it says. */
function clientIdOf({ messageId, from, text }: InboundEmail): string {
  const name = messageId ?? `${from}\n${text}`;
  return `mail-${createHash("sha256").update(name).digest("base64url")}`;
}

async function post(
  desk: Desk,
  { person, conversation }: CorrespondentRow,
  words: { clientId: string; text: string },
  files: readonly KeptFile[],
): Promise<Message | "repeated" | "not-theirs"> {
  const attachments = files.map((file) => ({ ...file, id: attachmentId() }));
  const shown = attachments.map(({ id, name, type, size }) => ({ id, name, type, size }));
  let isKept = false;
  try {
    const posted = await desk.store.transact(async (tx) => {
      const said = { ...words, via: "email" as const, attachments: shown };
      const { message, created } = await postIn(tx, desk, person, conversation.publicId, said);
      if (created) await insertAttachments(tx, message.id, attachments);
      return created ? message : ("repeated" as const);
    });
    isKept = posted !== "repeated";
    return posted;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // What was trimmed off may have changed with the program; it is the same mail all the same.
    return error.code === "client-id-reused" ? "repeated" : "not-theirs";
  } finally {
    if (!isKept) await forgetFiles(desk.dataDir, files);
  }
}

/** An agent who answers by mail believes that the customer has the answer. Customers may always write. */
async function tellRefused(desk: Desk, { person, conversation }: CorrespondentRow): Promise<void> {
  const { from, domain, wake } = desk.mail;
  if (person.role === "customer" || from === undefined) return;
  const now = desk.now();
  const subject = { kind: "refused" as const, personId: person.id, conversationId: conversation.id };
  await desk.store.transact((tx) => queueNotice(tx, subject, { dueAt: now, now, domain }));
  wake();
}

/** Whoever answers a mail has read it. */
async function noteRead(desk: Desk, { person, conversation }: CorrespondentRow): Promise<void> {
  const subject = { kind: "unread" as const, personId: person.id, conversationId: conversation.id };
  const upTo =
    person.role === "customer"
      ? conversation.emailedUpTo
      : ((await lastSent(desk.store.db, subject))?.detail.upTo ?? 0);
  if (upTo > 0) await markRead(desk, person, conversation.publicId, upTo);
}
