import type { PushKey, PushSubscriptionInput } from "../protocol/notifications.ts";
import {
  pushSubscriptionsOf,
  removePushSubscription,
  savePushSubscription,
} from "../store/push-subscriptions.ts";
import { queuePush } from "../store/queue-push.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";
import { hashToken } from "./token.ts";

/** The key that the agent's browser ties a subscription to. Throws `unauthenticated`, `forbidden`. */
export function readPushKey(desk: Desk, actor: Actor): PushKey {
  access.agent(actor);
  return { key: desk.push.key };
}

/**
 * Has push messages sent to the agent's browser for as long as the session lasts that `token` is of. Throws
 * `unauthenticated`, `forbidden`, `push-service-refused`.
 */
export async function subscribeToPush(
  desk: Desk,
  actor: Actor,
  token: string,
  { endpoint, keys }: PushSubscriptionInput,
): Promise<void> {
  const { id } = access.agent(actor);
  if (!desk.push.accepts(endpoint))
    throw new Refusal("push-service-refused", "It must be a public address that begins with https.");
  const tokenHash = hashToken(token);
  const isSaved = await desk.store.transact((tx) =>
    savePushSubscription(tx, { personId: id, tokenHash, endpoint, ...keys, at: desk.now() }),
  );
  if (!isSaved) throw new Refusal("unauthenticated");
}

/** Ends that; harmless when there was nothing to end. Throws `unauthenticated`, `forbidden`. */
export async function unsubscribeFromPush(desk: Desk, actor: Actor, endpoint: string): Promise<void> {
  const { id } = access.agent(actor);
  await desk.store.transact((tx) => removePushSubscription(tx, id, endpoint));
}

/** Sends a message for trying out to one of the agent's browsers. Throws `unauthenticated`, `forbidden`, `not-found`. */
export async function sendTestPush(desk: Desk, actor: Actor, endpoint: string): Promise<void> {
  const { id: personId } = access.agent(actor);
  await desk.store.transact(async (tx) => {
    const known = await pushSubscriptionsOf(tx.db, personId, desk.now());
    const subscription = known.find((one) => one.endpoint === endpoint);
    if (!subscription) throw new Refusal("not-found", "Switch push messages on in this browser first.");
    const detail = { subscriptions: [subscription.id] };
    await queuePush(tx, { kind: "push-test", personId, conversationId: null }, desk.now(), detail);
  });
  desk.push.wake();
}
