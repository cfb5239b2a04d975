import type { Tx } from "./group-commit.ts";
import { type NoticeDetail, type PushKind, queueNotice } from "./notices.ts";

/** Queues a push message that is due at once, unless one about the same waits already. */
export async function queuePush(
  tx: Tx,
  subject: { kind: PushKind; personId: number; conversationId: number | null },
  now: number,
  detail: NoticeDetail = {},
): Promise<void> {
  await queueNotice(tx, subject, { dueAt: now, now, domain: DOMAIN, detail });
}

/** Push messages bear their notice's id nowhere. */
const DOMAIN = "push";
