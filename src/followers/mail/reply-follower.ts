import { conversationChannel } from "../../protocol/channels.ts";
import type { DeskEvents } from "../../protocol/events.ts";
import type { Message } from "../../protocol/resources.ts";
import { conversationByPublicId } from "../../store/conversations.ts";
import type { Tx } from "../../store/group-commit.ts";
import { entryBefore, type FollowedRow } from "../../store/log.ts";
import { countBetween } from "../../store/messages.ts";
import { queueNotice } from "../../store/notices.ts";
import { teamById } from "../../store/teams.ts";
import type { FollowerWork } from "../follower.ts";
import type { MailFollowerParts } from "./mail-follower.ts";
import { isOldNews } from "./mail-follower.ts";
import { replyDueAt } from "./reply-due.ts";

/** Queues what customers are told by e-mail: replies they may not see, and transcripts of what was closed. */
export function replyFollower(parts: MailFollowerParts): FollowerWork {
  return {
    name: "customer-mail",
    onError: parts.onError,
    onCommit: parts.onQueued,
    async handle(tx, rows) {
      // One notice tells all of a conversation's replies.
      const told = new Set<string>();
      for (const row of rows) {
        if (isOldNews(row, parts.clock.now())) continue;
        if (row.event === "message:new") await considerReply(tx, row, told, parts);
        if (row.event === "conversation:updated") await considerTranscript(tx, row, parts);
      }
    },
  };
}

async function considerReply(
  tx: Tx,
  row: FollowedRow,
  told: Set<string>,
  { clock, domain }: MailFollowerParts,
): Promise<void> {
  const { senderRole, conversationId } = JSON.parse(row.data) as Message;
  if (senderRole !== "agent" || told.has(conversationId)) return;
  told.add(conversationId);
  const conversation = await conversationByPublicId(tx.db, conversationId);
  if (!conversation) return;
  const subject = { personId: conversation.customerId, conversationId: conversation.id };
  // Whether it was seen, and whether there is an address, is looked at when it is due.
  const times = { dueAt: replyDueAt([row.created_at]), now: clock.now(), domain };
  await queueNotice(tx, { kind: "reply", ...subject }, times);
}

async function considerTranscript(
  tx: Tx,
  row: FollowedRow,
  { clock, domain }: MailFollowerParts,
): Promise<void> {
  const { status, conversationId, seq } = JSON.parse(row.data) as DeskEvents["conversation:updated"];
  if (status !== "closed") return;
  const former = await entryBefore(tx.db, conversationChannel(conversationId), seq, "conversation:updated");
  const wasClosed = former !== undefined && (JSON.parse(former) as { status: string }).status === "closed";
  const conversation = await conversationByPublicId(tx.db, conversationId);
  if (wasClosed || !conversation) return;
  if (!(await teamById(tx.db, conversation.teamId)).settings.transcriptAtClose) return;
  // Closed in silence: the address and the words are a visitor's alone, who may have written to somebody else.
  const span = { side: "agent" as const, after: 0, upTo: seq };
  if ((await countBetween(tx.db, conversation.id, span)) === 0) return;
  const subject = { personId: conversation.customerId, conversationId: conversation.id };
  const now = clock.now();
  await queueNotice(tx, { kind: "transcript", ...subject }, { dueAt: now, now, domain });
}
