import type { Clock } from "../store/clock.ts";
import type { Tx } from "../store/group-commit.ts";
import type { Store } from "../store/open-store.ts";
import { type AttemptResult, endDelivery, postponeDelivery } from "../store/webhook-attempts.ts";
import type { QueuedDelivery } from "../store/webhook-queue.ts";
import { enabledWebhooks, signingKey, type WebhookRow } from "../store/webhooks.ts";
import { postWebhook, type WebhookPlaces } from "./post-webhook.ts";
import { dueBatches } from "./webhook-batches.ts";
import {
  apinatorRequest,
  pusherRequest,
  type WebhookRequest,
  type WebhookSigner,
} from "./webhook-request.ts";
import { webhookDelay } from "./webhook-schedule.ts";

const TIMEOUT_S = 10;
/** Requests under way at once: to one webhook, so that a slow one leaves room for the others, and in all. */
const REQUESTS_PER_WEBHOOK = 4;
const REQUESTS_MAX = 32;
/** How often the queue is looked at unasked: retries that come due. */
const LOOK_EVERY_MS = 1_000;
/** How long requests that are under way may take when the program stops. */
const STOP_GRACE_MS = 3_000;
/** How long to wait before a result that couldn't be written is written again. */
const WRITE_AGAIN_MS = 1_000;

const STOPPING = Symbol("stopping");

/** What is under way to one webhook. */
interface Sending {
  requests: number;
  /** Channels: none of them may be begun again before it is settled, or its order would be lost. */
  readonly lanes: Set<string>;
}

/**
 * Tells webhooks what the queue has for them, each channel in order. A delivery leaves the queue once its answer is
 * on disk: if the program dies in between, it is made again, under the same event id.
 */
export class WebhookDeliverer {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #places: WebhookPlaces;
  readonly #onError: (error: unknown) => void;
  readonly #sending = new Map<number, Sending>();
  readonly #underWay = new Map<AbortController, Promise<void>>();
  /** The webhook that the last request was begun to. */
  #lastBegun = 0;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #cancelLook = () => {};
  #stopped = false;

  constructor(
    store: Store,
    {
      clock,
      random,
      places,
      onError,
    }: { clock: Clock; random: () => number; places: WebhookPlaces; onError: (error: unknown) => void },
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.#places = places;
    this.#onError = onError;
  }

  start(): void {
    this.wake();
    this.#cancelLook = this.#clock.after(LOOK_EVERY_MS, () => this.start());
  }

  /** Looks at the queue now: something was put there, or a request has ended. */
  wake(): void {
    if (this.#stopped) return;
    this.#lookAgain = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain) this.wake();
    });
  }

  /** Ends delivering; settles when nothing is under way. What is cut off is told again after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook();
    await this.#looking;
    const cancelGrace = this.#clock.after(STOP_GRACE_MS, () => {
      for (const controller of this.#underWay.keys()) controller.abort(STOPPING);
    });
    await Promise.all(this.#underWay.values());
    cancelGrace();
  }

  async #look(): Promise<void> {
    while (this.#lookAgain && !this.#stopped) {
      this.#lookAgain = false;
      try {
        const webhooks = await enabledWebhooks(this.#store.db);
        for (const webhook of this.#inTurn(webhooks)) await this.#serve(webhook);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** In turn, or a few webhooks that hang would take every request that becomes free. */
  #inTurn(webhooks: readonly WebhookRow[]): WebhookRow[] {
    const isNext = ({ id }: WebhookRow) => id > this.#lastBegun;
    return [...webhooks.filter(isNext), ...webhooks.filter((webhook) => !isNext(webhook))];
  }

  async #serve(webhook: WebhookRow): Promise<void> {
    const sending = this.#sending.get(webhook.id) ?? { requests: 0, lanes: new Set() };
    const signer = await this.#signerOf(webhook);
    const batches = await dueBatches(this.#store.db, webhook.id, {
      now: this.#clock.now(),
      limit: Math.min(REQUESTS_PER_WEBHOOK - sending.requests, REQUESTS_MAX - this.#underWay.size),
      // As it is before the queue is read: a lane that is settled meanwhile was read as it was before.
      busy: new Set(sending.lanes),
      together: signer?.dialect === "pusher",
    });
    for (const batch of batches) this.#begin(webhook, sending, signer, batch);
  }

  async #signerOf({ appId, key, secret }: WebhookRow): Promise<WebhookSigner | undefined> {
    if (appId !== null) return await signingKey(this.#store.db, appId, key);
    return { dialect: "apinator", secret: secret ?? "" };
  }

  #begin(
    webhook: WebhookRow,
    sending: Sending,
    signer: WebhookSigner | undefined,
    batch: readonly QueuedDelivery[],
  ): void {
    const controller = new AbortController();
    this.#lastBegun = webhook.id;
    sending.requests += 1;
    for (const { channel } of batch) sending.lanes.add(channel);
    this.#sending.set(webhook.id, sending);
    const attempt = this.#attempt(webhook, signer, batch, controller).finally(() => {
      this.#underWay.delete(controller);
      sending.requests -= 1;
      for (const { channel } of batch) sending.lanes.delete(channel);
      if (sending.requests === 0) this.#sending.delete(webhook.id);
      this.wake();
    });
    this.#underWay.set(controller, attempt);
  }

  async #attempt(
    webhook: WebhookRow,
    signer: WebhookSigner | undefined,
    batch: readonly QueuedDelivery[],
    controller: AbortController,
  ): Promise<void> {
    const cancelTimeout = this.#clock.after(TIMEOUT_S * 1000, () =>
      controller.abort(`No answer within ${TIMEOUT_S} s`),
    );
    const request = signer && this.#requestFor(signer, batch);
    const result: AttemptResult = request
      ? await postWebhook(webhook.url, request, this.#places, controller.signal)
      : { status: null, error: "The app has no such key to sign with" };
    cancelTimeout();
    if (controller.signal.reason !== STOPPING) await this.#note(webhook, batch, result);
  }

  #requestFor(signer: WebhookSigner, batch: readonly QueuedDelivery[]): WebhookRequest | undefined {
    if (signer.dialect === "pusher") return pusherRequest(signer, batch);
    const [delivery] = batch;
    return delivery && apinatorRequest(signer, delivery, this.#clock.now());
  }

  /** Until it is on disk the lanes stay closed: begun again, they would tell everything once more, and again. */
  async #note(webhook: WebhookRow, batch: readonly QueuedDelivery[], result: AttemptResult): Promise<void> {
    for (;;)
      try {
        return await this.#store.transact((tx) => this.#write(tx, webhook, batch, result));
      } catch (error) {
        this.#onError(error);
        if (this.#stopped) return;
        await new Promise<void>((resume) => this.#clock.after(WRITE_AGAIN_MS, resume));
      }
  }

  async #write(
    tx: Tx,
    webhook: WebhookRow,
    batch: readonly QueuedDelivery[],
    result: AttemptResult,
  ): Promise<void> {
    const now = this.#clock.now();
    if (result.error === null) {
      for (const delivery of batch) await endDelivery(tx, webhook.id, delivery, "done", result, now);
      return;
    }
    for (const delivery of firstOfLanes(batch)) {
      const nextAttemptAt = now + webhookDelay(delivery.attempts + 1, this.#random);
      if (nextAttemptAt > delivery.giveUpAt) await endDelivery(tx, webhook.id, delivery, "dead", result, now);
      else await postponeDelivery(tx, delivery.id, result, nextAttemptAt);
    }
  }
}

/** The others wait behind these anyway, and have a day of their own from when they happened. */
function firstOfLanes(batch: readonly QueuedDelivery[]): QueuedDelivery[] {
  return batch.filter((one, at) => batch.findIndex(({ channel }) => channel === one.channel) === at);
}
