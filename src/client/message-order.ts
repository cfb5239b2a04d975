import type { Message } from "../protocol/resources.ts";
import type { PendingMessage } from "./conversation.ts";

/** Both lists, ordered by seq, no doubles. */
export function merge(a: readonly Message[], b: readonly Message[]): Message[] {
  const merged: Message[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const left = a[i];
    const right = b[j];
    const next = !left || (right && right.seq <= left.seq) ? right : left;
    if (!next) return merged;
    if (left?.seq === next.seq) i++;
    if (right?.seq === next.seq) j++;
    merged.push(next);
  }
}

/** Those of `pending` that none of `messages` is. */
export function unconfirmed(
  pending: readonly PendingMessage[],
  messages: readonly Message[],
): readonly PendingMessage[] {
  if (pending.length === 0) return pending;
  const confirmed = new Set<string>();
  for (const { clientId } of messages) confirmed.add(clientId);
  const rest: PendingMessage[] = [];
  for (const entry of pending) if (!confirmed.has(entry.clientId)) rest.push(entry);
  return rest;
}
