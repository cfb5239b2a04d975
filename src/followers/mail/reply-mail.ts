import type { Message } from "../../protocol/resources.ts";
import { excerpt } from "../excerpt.ts";
import { type Block, layOut, type QuotedMessage } from "./layout.ts";

/** How much of the first message names the conversation. */
const SUBJECT_EXCERPT = 60;

/** What a mail to a customer is made of. */
export interface ReplyMailParts {
  readonly deskName: string;
  /** What the customer has not seen, oldest first. */
  readonly replies: readonly Message[];
  /** What was said before it, oldest first. */
  readonly earlier: readonly Message[];
  /** The conversation's first message. */
  readonly first: Message | undefined;
  readonly resumeUrl: string;
  /** Whether an answer to the mail comes in. */
  readonly answerable: boolean;
  /** IANA. */
  readonly timeZone: string;
}

/** The replies that a customer has not seen, with the thread below. */
export function writeReplyMail(parts: ReplyMailParts): { subject: string; text: string; html: string } {
  const { deskName, replies, earlier, resumeUrl, answerable, timeZone } = parts;
  const subject = conversationSubject(deskName, parts.first);
  const blocks: Block[] = [
    ...replies.map((message) => ({ kind: "message" as const, ...quote(message, timeZone) })),
    { kind: "button", label: "Continue the conversation", url: resumeUrl },
    {
      kind: "paragraph",
      text: answerable
        ? "You can also just answer this mail."
        : "Answers to this mail are not read: please use the link.",
    },
  ];
  if (earlier.length > 0)
    blocks.push({
      kind: "earlier",
      heading: "Earlier in this conversation",
      messages: earlier.map((message) => quote(message, timeZone)),
    });
  blocks.push({
    kind: "footnote",
    text: `${deskName} wrote to you because you had not seen this yet. The link is yours alone: whoever has it can read and write in your name for 30 days.`,
  });
  return { subject, ...layOut(subject, blocks) };
}

/** The same for every mail of a conversation, because mail programs sort by it into threads. */
export function conversationSubject(deskName: string, first: Message | undefined): string {
  const words = excerpt(first?.text ?? "", SUBJECT_EXCERPT);
  return words === "" ? `Your conversation with ${deskName}` : `${deskName}: ${words}`;
}

/** A message as mails show it. */
export function quote(
  { senderName, createdAt, text, attachments }: Message,
  timeZone: string,
): QuotedMessage {
  const files = (attachments ?? []).map(({ name }) => `[${name}]`);
  const when = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(new Date(createdAt));
  return { sender: senderName, when, text: [text, ...files].join("\n") };
}
