import type { ConversationState, PendingMessage } from "../client/conversation.ts";
import type { Attachment, Message, Side } from "../protocol/resources.ts";
import { isSameDay } from "./clock.ts";

/** How far an own message has come; `emailed`: the customer was not there, so it went by e-mail. */
export type Delivery = "sending" | "sent" | "emailed" | "seen" | "failed";

/** One message as a row of the list. */
export interface MessageRow {
  /** The message's clientId: the row stays the same element when a pending text becomes a message. */
  key: string;
  text: string;
  /** ISO 8601. */
  at: string;
  own: boolean;
  senderName: string;
  /** Own messages only. */
  delivery?: Delivery;
  /** It came by e-mail. */
  byEmail: boolean;
  attachments: readonly Attachment[];
  /** Why the desk refused it. */
  problem?: string;
  /** The first message of a day is preceded by the day's name. */
  startsDay: boolean;
  /** First and last of a run by one sender without a long pause. */
  startsGroup: boolean;
  endsGroup: boolean;
  /** Time and delivery are written under the last of those that share them. */
  footed: boolean;
}

/** A pause so long starts a new group, in ms. */
const GROUP_PAUSE_MS = 5 * 60_000;

type Content = Pick<ConversationState, "conversation" | "messages" | "pending">;

/** The rows of a conversation as `side` sees it: confirmed messages, then those on their way. */
export function messageRows({ conversation, messages, pending }: Content, side: Side): MessageRow[] {
  const seenUpTo = conversation?.readUpTo[side === "agent" ? "customer" : "agent"] ?? 0;
  const emailedUpTo = side === "agent" ? (conversation?.emailedUpTo ?? 0) : 0;
  const rows: MessageRow[] = [];
  let previous: Sent | undefined;
  for (const message of messages) {
    const own = message.senderRole === side;
    const row = startRow(message, own, previous, rows.at(-1));
    if (own)
      row.delivery = message.seq <= seenUpTo ? "seen" : message.seq <= emailedUpTo ? "emailed" : "sent";
    rows.push(row);
    previous = message;
  }
  for (const text of pending) {
    const sent = ownSent(text, side, previous);
    const row = startRow(sent, true, previous, rows.at(-1));
    row.delivery = text.status;
    if (text.problem) row.problem = text.problem;
    rows.push(row);
    previous = sent;
  }
  return withFeet(rows);
}

function withFeet(rows: MessageRow[]): MessageRow[] {
  let below: MessageRow | undefined;
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]!;
    row.footed = row.endsGroup || row.delivery !== below?.delivery || row.byEmail !== below?.byEmail;
    below = row;
  }
  return rows;
}

type Sent = Pick<
  Message,
  "clientId" | "text" | "createdAt" | "senderRole" | "senderId" | "senderName" | "via" | "attachments"
>;

/** A device's clock may be behind the desk's; a text never shows an earlier time than the message it follows. */
function ownSent(
  { clientId, text, createdAt }: PendingMessage,
  side: Side,
  previous: Sent | undefined,
): Sent {
  const at = previous && previous.createdAt > createdAt ? previous.createdAt : createdAt;
  return { clientId, text, createdAt: at, senderRole: side, senderId: "", senderName: "" };
}

function startRow(
  sent: Sent,
  own: boolean,
  previous: Sent | undefined,
  above: MessageRow | undefined,
): MessageRow {
  const startsDay = !previous || !isSameDay(previous.createdAt, sent.createdAt);
  const startsGroup = startsDay || !previous || !continues(previous, sent, own);
  if (above) above.endsGroup = startsGroup;
  return {
    key: sent.clientId,
    text: sent.text,
    at: sent.createdAt,
    own,
    senderName: sent.senderName,
    byEmail: sent.via === "email",
    attachments: sent.attachments ?? [],
    startsDay,
    startsGroup,
    endsGroup: true,
    footed: true,
  };
}

function continues(previous: Sent, sent: Sent, own: boolean): boolean {
  const sameSender = previous.senderRole === sent.senderRole && (own || previous.senderId === sent.senderId);
  return sameSender && Date.parse(sent.createdAt) - Date.parse(previous.createdAt) < GROUP_PAUSE_MS;
}
