import type { Message } from "../../protocol/resources.ts";
import type { Clock } from "../../store/clock.ts";
import { conversationByPublicId } from "../../store/conversations.ts";
import type { Tx } from "../../store/group-commit.ts";
import type { FollowedRow } from "../../store/log.ts";
import type { PushKind } from "../../store/notices.ts";
import { isAgentOnline, pushAudienceOf } from "../../store/push-audience.ts";
import { pushTakers } from "../../store/push-subscriptions.ts";
import { queuePush } from "../../store/queue-push.ts";
import type { FollowerWork } from "../follower.ts";

/** Names the cursor. */
export const PUSH_FOLLOWER = "push";
/** What a push message is for is over by then: whoever is still not there has e-mail. */
const NEWS_MS = 60 * 60_000;

/**
 * Queues what agents are told by push messages: what became theirs, what their customers wrote, and what waits while
 * nobody is there. Whether that still holds is judged when a message is about to be sent.
 */
export function pushFollower({
  clock,
  onQueued,
  onError,
}: {
  clock: Clock;
  onQueued: () => void;
  onError: (error: unknown) => void;
}): FollowerWork {
  return {
    name: PUSH_FOLLOWER,
    onError,
    onCommit: onQueued,
    async handle(tx, rows) {
      const now = clock.now();
      const takers = await pushTakers(tx.db, now);
      if (takers.size === 0) return;
      for (const row of rows) if (row.created_at > now - NEWS_MS) await consider(tx, row, takers, now);
    },
  };
}

async function consider(tx: Tx, row: FollowedRow, takers: ReadonlySet<number>, now: number): Promise<void> {
  const kind = KINDS[row.event];
  if (kind === undefined) return;
  const { conversationId, senderRole } = JSON.parse(row.data) as Pick<Message, "conversationId"> &
    Partial<Message>;
  if (kind === "push-message" && senderRole !== "customer") return;
  const conversation = await conversationByPublicId(tx.db, conversationId);
  if (!conversation) return;
  const { id, assigneeId, teamId } = conversation;
  for (const personId of kind === "push-queue" ? await pushAudienceOf(tx.db, teamId) : assignee(assigneeId)) {
    if (!takers.has(personId)) continue;
    // Their dashboard tells them what is written.
    if (kind === "push-message" && (await isAgentOnline(tx.db, personId))) continue;
    await queuePush(tx, { kind, personId, conversationId: id }, now);
  }
}

const KINDS: Readonly<Record<string, PushKind>> = {
  "conversation:assigned": "push-assigned",
  "message:new": "push-message",
  "queue:entered": "push-queue",
};

function assignee(id: number | null): number[] {
  return id === null ? [] : [id];
}
