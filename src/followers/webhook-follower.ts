import type { Clock } from "../store/clock.ts";
import { newEventId, queueDelivery } from "../store/webhook-queue.ts";
import { enabledWebhooks } from "../store/webhooks.ts";
import type { FollowerWork } from "./follower.ts";
import { deskHappenings } from "./webhook-events.ts";
import { GIVE_UP_AFTER_MS } from "./webhook-schedule.ts";

/** Queues what happens at the desk for the desk's own webhooks: each event once, whatever fails in between. */
export function webhookFollower(
  clock: Clock,
  { onQueued, onError }: { onQueued: () => void; onError: (error: unknown) => void },
): FollowerWork {
  return {
    name: "webhooks",
    onError,
    onCommit: onQueued,
    async handle(tx, rows) {
      const webhooks = (await enabledWebhooks(tx.db)).filter(({ appId }) => appId === null);
      if (webhooks.length === 0) return;
      for (const row of rows)
        for (const { event, channel, fields } of await deskHappenings(tx.db, row)) {
          const happening = { eventId: newEventId(), event, channel, fields, at: row.created_at };
          for (const webhook of webhooks) {
            // A follower is behind: what happened before the webhook was made is not its business.
            if (!webhook.events.includes(event) || row.created_at < webhook.createdAt) continue;
            const now = clock.now();
            await queueDelivery(tx, {
              webhookId: webhook.id,
              happening,
              now,
              giveUpAt: now + GIVE_UP_AFTER_MS,
            });
          }
        }
    },
  };
}
