import { type Clock, systemClock } from "../store/clock.ts";
import type { Store } from "../store/open-store.ts";
import { pruneDeliveries } from "../store/webhook-attempts.ts";
import { EdgeCollector } from "./edge-collector.ts";
import { Follower } from "./follower.ts";
import type { WebhookPlaces } from "./post-webhook.ts";
import { WebhookDeliverer } from "./webhook-deliverer.ts";
import { webhookFollower } from "./webhook-follower.ts";

/** How long a delivery is remembered: one that arrived, and one that was given up. */
const DONE_KEPT_MS = 60 * 60 * 1000;
const DEAD_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const PRUNE_EVERY_MS = 60_000;
const PRUNE_ROWS = 500;

/** Everything that webhooks need: two sources, the queue between, and its delivery. */
export class Webhooks {
  /** The engine tells it what happens on the channels of outside apps. */
  readonly edges: EdgeCollector;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #follower: Follower;
  readonly #deliverer: WebhookDeliverer;
  #cancelPruning = () => {};
  #pruning: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    store: Store,
    options: {
      clock?: Clock;
      random?: () => number;
      places: WebhookPlaces;
      onError: (error: unknown) => void;
    },
  ) {
    const { clock = systemClock, random = Math.random, places, onError } = options;
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
    this.#deliverer = new WebhookDeliverer(store, { clock, random, places, onError });
    const onQueued = () => this.#deliverer.wake();
    this.edges = new EdgeCollector(store, clock, { onQueued, onError });
    this.#follower = new Follower(store, webhookFollower(clock, { onQueued, onError }));
  }

  /** Goes on where the program was when it ended. */
  start(): void {
    this.#follower.start();
    this.#deliverer.start();
    this.#pruneLater();
  }

  /** Looks at the queue at once: somebody waits to see what becomes of it. */
  wake(): void {
    this.#deliverer.wake();
  }

  /** Queues what is known, ends what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelPruning();
    await this.#pruning;
    await this.edges.stop();
    await this.#follower.stop();
    await this.#deliverer.stop();
  }

  #pruneLater(): void {
    this.#cancelPruning = this.#clock.after(PRUNE_EVERY_MS, () => {
      this.#pruning = this.#prune();
    });
  }

  async #prune(): Promise<void> {
    const now = this.#clock.now();
    const old = { doneBefore: now - DONE_KEPT_MS, deadBefore: now - DEAD_KEPT_MS, limit: PRUNE_ROWS };
    try {
      while ((await this.#store.transact((tx) => pruneDeliveries(tx, old))) > 0 && !this.#stopped);
    } catch (error) {
      this.#onError(error);
    }
    if (!this.#stopped) this.#pruneLater();
  }
}
