import { buildPushPayload } from "@block65/webcrypto-web-push";
import type { PushPayload } from "../../protocol/notifications.ts";
import type { Store } from "../../store/open-store.ts";
import { endPushSubscription, type PushSubscriptionRow } from "../../store/push-subscriptions.ts";
import type { NoticeSender, SendResult } from "../notice-sender.ts";
import { postPush } from "./post-push.ts";
import type { PushPlaces } from "./push-address.ts";
import type { VapidKeys } from "./vapid-keys.ts";

/** A message and the browsers that it is for, all of them one person's. */
export interface OutgoingPush {
  readonly subscriptions: readonly PushSubscriptionRow[];
  readonly payload: PushPayload;
  /** Of messages that a push service holds for a browser that is away it keeps the last one of each topic. */
  readonly topic: string;
}

/** Who has not switched their device on by then has heard of it otherwise. */
const KEPT_FOR_S = 4 * 60 * 60;

export interface PushSenderParts {
  readonly vapid: VapidKeys;
  /** How those who run a push service reach those who run the desk: an address of https: or mailto:. */
  readonly contact: () => string;
  readonly places: PushPlaces;
}

/** Sends messages to push services, each encrypted so that its browser alone can read it (RFC 8291). */
export class PushSender implements NoticeSender<OutgoingPush> {
  readonly #store: Store;
  readonly #parts: PushSenderParts;

  constructor(store: Store, parts: PushSenderParts) {
    this.#store = store;
    this.#parts = parts;
  }

  /**
   * Sends a message to all of its browsers at once. When some of them could not be reached just now, the result names
   * those that are left; a browser that has ended its subscription is forgotten.
   */
  async send({ subscriptions, payload, topic }: OutgoingPush, signal: AbortSignal): Promise<SendResult> {
    const results = await Promise.all(
      subscriptions.map(async (subscription) => ({
        id: subscription.id,
        fault: await this.#sendTo(subscription, { payload, topic }, signal),
      })),
    );
    const left = results.filter(({ fault }) => fault?.because === "later");
    const error = results.map(({ fault }) => fault?.error).find((one) => one !== undefined) ?? "";
    if (left.length > 0)
      return { sent: false, because: "later", error, detail: { subscriptions: left.map(({ id }) => id) } };
    if (results.some(({ fault }) => fault === undefined)) return { sent: true };
    return { sent: false, because: "refused", error };
  }

  /** Undefined when the push service has taken it. */
  async #sendTo(
    subscription: PushSubscriptionRow,
    { payload, topic }: Pick<OutgoingPush, "payload" | "topic">,
    signal: AbortSignal,
  ): Promise<Fault | undefined> {
    const { id, endpoint, p256dh, auth } = subscription;
    const { vapid, contact, places } = this.#parts;
    const message = {
      data: JSON.stringify(payload),
      options: { ttl: KEPT_FOR_S, urgency: "high", topic },
    } as const;
    const browser = { endpoint, expirationTime: null, keys: { p256dh, auth } };
    let sealed: Awaited<ReturnType<typeof buildPushPayload>>;
    try {
      sealed = await buildPushPayload(message, browser, { ...vapid, subject: contact() });
    } catch (error) {
      // Sixty-five bytes need not be a point of the curve: nothing can be encrypted for this one, now or ever.
      await this.#end(id);
      return { because: "refused", error: (error as Error).message };
    }
    try {
      const { headers, body } = sealed;
      const status = await postPush({ endpoint, headers, body }, places, signal);
      if (status === 404 || status === 410) await this.#end(id);
      return faultOf(status, new URL(endpoint).host);
    } catch (error) {
      return { because: "later", error: (error as Error).message };
    }
  }

  async #end(subscriptionId: number): Promise<void> {
    await this.#store.transact((tx) => endPushSubscription(tx, subscriptionId));
  }
}

interface Fault {
  readonly because: "refused" | "later";
  readonly error: string;
}

function faultOf(status: number, host: string): Fault | undefined {
  if (status >= 200 && status < 300) return undefined;
  const isPassing = status === 408 || status === 429 || status >= 500;
  return { because: isPassing ? "later" : "refused", error: `${host} answered ${status}` };
}
