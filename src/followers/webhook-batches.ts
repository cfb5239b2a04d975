import type { Database } from "../store/database.ts";
import { dueDeliveries, type QueuedDelivery, waitingBehind } from "../store/webhook-queue.ts";

/** One request at most: more is told in the next. */
const BATCH_EVENTS = 50;
const BATCH_CHARACTERS = 256 * 1024;

/**
 * What a webhook is to be told now: deliveries that fit together into one request each, at most `limit` requests.
 * Lanes in `busy` are left out. `together` says whether a request may tell several events.
 *
 * A batch takes the first of each lane and what waits behind it. What failed before goes alone: one event that its
 * receiver can't take would otherwise keep all the others from going through.
 */
export async function dueBatches(
  db: Database,
  webhookId: number,
  options: { now: number; limit: number; busy: ReadonlySet<string>; together: boolean },
): Promise<QueuedDelivery[][]> {
  const { now, limit, busy, together } = options;
  if (limit <= 0) return [];
  const read = busy.size + (together ? limit * BATCH_EVENTS : limit);
  const due = (await dueDeliveries(db, webhookId, now, read)).filter(({ channel }) => !busy.has(channel));
  const fresh = due.filter(({ attempts }) => attempts === 0);
  const batches: QueuedDelivery[][] = [];
  for (const head of due) {
    if (batches.length === limit) break;
    if (!together || head.attempts > 0) batches.push([head]);
    else if (fresh.includes(head)) batches.push(await fill(db, webhookId, fresh));
  }
  return batches;
}

/** Takes lanes off `heads` until a request is full. */
async function fill(db: Database, webhookId: number, heads: QueuedDelivery[]): Promise<QueuedDelivery[]> {
  const batch: QueuedDelivery[] = [];
  let characters = 0;
  for (let head = heads.shift(); head; head = heads.shift()) {
    const lane = [head, ...(await waitingBehind(db, webhookId, head, BATCH_EVENTS - batch.length - 1))];
    for (const delivery of lane) {
      characters += JSON.stringify(delivery.fields).length;
      if (batch.length > 0 && characters > BATCH_CHARACTERS) break;
      batch.push(delivery);
    }
    if (batch.length >= BATCH_EVENTS || characters > BATCH_CHARACTERS) break;
  }
  return batch.toSorted((a, b) => a.id - b.id);
}
