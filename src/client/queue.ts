import type { DeskApi } from "./desk-api.ts";
import { Listeners } from "./listeners.ts";
import { isPassing, ProblemError } from "./problem-error.ts";
import {
  EMPTY_QUEUE,
  type QueueAction,
  type QueueEvent,
  type QueueState,
  reduceQueue,
} from "./queue-state.ts";
import type { Retry } from "./retry.ts";
import type { Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface QueueOptions {
  api: DeskApi;
  retry: Retry;
  subscriptions: Subscriptions;
  /** The desk does not know us any more. */
  onUnauthenticated(): void;
}

/** How long a queue that is longer than what is known of it may move on before it is asked for again, in ms. */
const REFILL_MS = 1_000;

/** What waits for somebody's teams, kept live: entries come, change and go as the teams' channels tell. */
export class Queue {
  /** Immutable; replaced upon every change. */
  state: QueueState = EMPTY_QUEUE;
  readonly #options: QueueOptions;
  readonly #listeners = new Listeners();
  readonly #channels = new Map<string, Subscription>();
  /** Told since the queue was asked for; undefined while no answer is awaited. */
  #since: QueueEvent[] | undefined;
  /** It must be asked again, because something came up while an answer was awaited. */
  #again = false;
  #refill: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Calls `listener` after each change of `state`; returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Asks the desk what waits, and for which teams; what is shown stays until the answer. Harmless when repeated. */
  load(): void {
    if (this.#since) this.#again = true;
    else void this.#load();
  }

  /** Stops following; the object is of no use afterwards. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#refill);
    this.#listeners.clear();
    for (const subscription of this.#channels.values()) this.#options.subscriptions.unsubscribe(subscription);
    this.#channels.clear();
  }

  async #load(): Promise<void> {
    const { api, retry } = this.#options;
    const since: QueueEvent[] = [];
    this.#since = since;
    try {
      const snapshot = await retry.answer(() => api.queue());
      if (this.#closed) return;
      this.#follow(snapshot.positions);
      this.#dispatch({ type: "loaded", snapshot, since });
    } catch (error) {
      if (!this.#closed) this.#failed(error);
    } finally {
      this.#since = undefined;
    }
    if (this.#again && !this.#closed) {
      this.#again = false;
      void this.#load();
    }
  }

  #failed(error: unknown): void {
    if (error instanceof ProblemError && error.status === 401) this.#options.onUnauthenticated();
    else if (error instanceof ProblemError && !isPassing(error))
      this.#dispatch({ type: "failed", problem: error.detail ?? error.message });
  }

  /** Joins the channels of teams that are new to us, and leaves those of teams that are ours no more. */
  #follow(positions: Awaited<ReturnType<DeskApi["queue"]>>["positions"]): void {
    const { subscriptions } = this.#options;
    for (const [channel, subscription] of this.#channels) {
      if (channel in positions) continue;
      this.#channels.delete(channel);
      subscriptions.unsubscribe(subscription);
    }
    for (const [channel, position] of Object.entries(positions))
      if (!this.#channels.has(channel))
        this.#channels.set(
          channel,
          subscriptions.subscribe(
            channel,
            {
              event: (event, data) => this.#happened({ event, data, channel }),
              joined: (recovered) => {
                if (!recovered) this.load();
              },
              ended: () => {
                this.#channels.delete(channel);
                this.load();
              },
            },
            position,
          ),
        );
  }

  #happened(told: { event: string; data: unknown; channel: string }): void {
    if (!isQueueEvent(told)) return;
    this.#since?.push(told);
    this.#dispatch({ type: "event", event: told });
    const { entries, total } = this.state;
    if (total <= entries.length || this.#refill) return;
    this.#refill = setTimeout(() => {
      this.#refill = undefined;
      this.load();
    }, REFILL_MS);
  }

  #dispatch(action: QueueAction): void {
    this.state = reduceQueue(this.state, action);
    this.#listeners.tell();
  }
}

/** A desk of a later version may tell of more than we know. */
function isQueueEvent(told: { event: string; data: unknown; channel: string }): told is QueueEvent {
  const { event, data } = told;
  const named = event.startsWith("queue:") || event === "member:updated";
  return named && typeof data === "object" && data !== null && "seq" in data;
}
