import type { PushSubscriptionInput } from "../../protocol/notifications.ts";
import { api } from "../session.ts";
import { canBePushed, knownWorker, worker } from "./worker.ts";

/** Whose push messages this browser takes: somebody else who signs in here has not asked for theirs. */
const OWNER = "deskbell.push-owner";

/** Whether this browser takes push messages for the agent. */
export async function isPushed(agentId: string): Promise<boolean> {
  return storedOwner() === agentId && (await subscription()) !== undefined;
}

/** Has messages pushed to this browser. To be called upon a click; rejects when the browser or the desk refuses. */
export async function beginPush(agentId: string): Promise<void> {
  const registration = await worker();
  const { key } = await api.pushKey();
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const subscribed = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  await api.subscribeToPush(described(subscribed));
  localStorage.setItem(OWNER, agentId);
}

/** Ends that. */
export async function endPush(): Promise<void> {
  const subscribed = await subscription();
  localStorage.removeItem(OWNER);
  if (!subscribed) return;
  await api.unsubscribeFromPush(subscribed.endpoint);
  await subscribed.unsubscribe();
}

/** The session is over, and with it what the desk knew: the browser forgets as well. */
export async function forgetPush(): Promise<void> {
  localStorage.removeItem(OWNER);
  await (await subscription())?.unsubscribe();
}

/** Where the browser is told at present. */
export async function pushEndpoint(): Promise<string | undefined> {
  return (await subscription())?.endpoint;
}

/** A new session begins without its browser's subscription: tells the desk of it, or ends what was somebody else's. */
export async function keepPushing(agentId: string): Promise<void> {
  const subscribed = await subscription();
  if (!subscribed) return;
  if (storedOwner() === agentId) await api.subscribeToPush(described(subscribed));
  else await forgetPush();
}

async function subscription(): Promise<PushSubscription | undefined> {
  if (!canBePushed) return undefined;
  return (await (await knownWorker())?.pushManager.getSubscription()) ?? undefined;
}

function described(subscribed: PushSubscription): PushSubscriptionInput {
  const { endpoint, keys = {} } = subscribed.toJSON();
  return { endpoint: endpoint ?? "", keys: { p256dh: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" } };
}

/** Where storing is forbidden there is no subscription either. */
function storedOwner(): string | null {
  try {
    return localStorage.getItem(OWNER);
  } catch {
    return null;
  }
}
