import type { AppWebhookEvent } from "../protocol/webhooks.ts";
import type { Clock } from "../store/clock.ts";
import type { Tx } from "../store/group-commit.ts";
import type { Store } from "../store/open-store.ts";
import { newEventId, queueDelivery, roomInQueue } from "../store/webhook-queue.ts";
import { enabledWebhooks, type WebhookRow } from "../store/webhooks.ts";
import { GIVE_UP_AFTER_MS } from "./webhook-schedule.ts";

/** Something that happened on a channel of an outside app, as the engine tells it. */
export type AppEdge = { readonly appId: string; readonly channel: string; readonly at: number } & (
  | { readonly kind: "channel_occupied" | "channel_vacated" | "cache_miss" }
  | { readonly kind: "member_added" | "member_removed"; readonly userId: string }
  | { readonly kind: "subscription_count"; readonly count: number }
  | {
      readonly kind: "client_event";
      readonly event: string;
      readonly data: string;
      readonly socketId: string;
      readonly userId?: string | undefined;
    }
);

/** How long edges are collected before they are written together. */
const COLLECT_MS = 50;
/** Written in one commit at most: the event loop stands still meanwhile. */
const WRITE_EDGES = 200;
/** Held in memory at most, such as while the disk is full. */
const HELD_EDGES = 10_000;
/** Waiting for one webhook at most: one that never answers must not fill the disk that messages need. */
const WAITING_MAX = 100_000;
/** How long to wait after a failure, and between two complaints about what was dropped. */
const PAUSE_MS = 1_000;
const COMPLAIN_EVERY_MS = 60_000;

/** Queues what happens on the channels of outside apps, for those webhooks that want to know. */
export class EdgeCollector {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onQueued: () => void;
  readonly #onError: (error: unknown) => void;
  #edges: AppEdge[] = [];
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #stopped = false;
  /** How many more each webhook may have waiting, at least: the queue can only have grown shorter since. */
  readonly #room = new Map<number, number>();
  #dropped = 0;
  #complainedAt = Number.NEGATIVE_INFINITY;

  constructor(
    store: Store,
    clock: Clock,
    { onQueued, onError }: { onQueued: () => void; onError: (error: unknown) => void },
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#onQueued = onQueued;
    this.#onError = onError;
  }

  /** Takes an edge. Never waits and never throws; what doesn't fit is dropped and complained about. */
  told(edge: AppEdge): void {
    if (this.#stopped || this.#edges.length >= HELD_EDGES) {
      this.#dropped += 1;
      return;
    }
    this.#edges.push(edge);
    this.#writeIn(COLLECT_MS);
  }

  /** Writes what was told and takes no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#writing;
    try {
      while (this.#edges.length > 0) await this.#write();
    } catch (error) {
      this.#onError(error);
    }
  }

  #writeIn(ms: number): void {
    if (this.#cancelTimer) return;
    this.#cancelTimer = this.#clock.after(ms, () => {
      this.#writing = this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    let failed = false;
    try {
      while (this.#edges.length > 0 && !this.#stopped) await this.#write();
    } catch (error) {
      failed = true;
      this.#onError(error);
    }
    this.#complain();
    this.#cancelTimer = undefined;
    if (this.#edges.length > 0 && !this.#stopped) this.#writeIn(failed ? PAUSE_MS : COLLECT_MS);
  }

  async #write(): Promise<void> {
    const told = this.#edges.slice(0, WRITE_EDGES);
    const webhooks = await enabledWebhooks(this.#store.db);
    const wanted = told.filter((edge) => webhooks.some((webhook) => wants(webhook, edge)));
    if (wanted.length > 0) {
      await this.#store.transact((tx) => this.#queue(tx, wanted));
      this.#onQueued();
    }
    // Only now: if the write failed, they are still the first.
    this.#edges.splice(0, told.length);
  }

  async #queue(tx: Tx, edges: readonly AppEdge[]): Promise<void> {
    const webhooks = await enabledWebhooks(tx.db);
    const full = new Set<number>();
    for (const edge of edges) {
      const { kind: event, channel, at } = edge;
      const happening = { eventId: newEventId(), event, channel, fields: fieldsOf(edge), at };
      for (const webhook of webhooks) {
        if (!wants(webhook, edge) || !(await this.#takeRoom(tx, webhook.id, full))) continue;
        const now = this.#clock.now();
        await queueDelivery(tx, { webhookId: webhook.id, happening, now, giveUpAt: now + GIVE_UP_AFTER_MS });
      }
    }
  }

  /** Counts what waits only when it may be too much, and never twice for the webhooks in `full`. */
  async #takeRoom(tx: Tx, webhookId: number, full: Set<number>): Promise<boolean> {
    let room = full.has(webhookId) ? 0 : (this.#room.get(webhookId) ?? 0);
    if (room === 0 && !full.has(webhookId)) room = await roomInQueue(tx.db, webhookId, WAITING_MAX);
    if (room > 0) {
      this.#room.set(webhookId, room - 1);
      return true;
    }
    full.add(webhookId);
    this.#dropped += 1;
    return false;
  }

  #complain(): void {
    if (this.#dropped === 0 || this.#clock.now() - this.#complainedAt < COMPLAIN_EVERY_MS) return;
    this.#complainedAt = this.#clock.now();
    this.#onError(
      new Error(`${this.#dropped} events for webhooks of outside apps were dropped: too many were waiting`),
    );
    this.#dropped = 0;
  }
}

function wants(webhook: WebhookRow, { appId, kind }: AppEdge): boolean {
  return webhook.appId === appId && webhook.events.includes(kind satisfies AppWebhookEvent);
}

/** Under the names that Pusher gave them. */
function fieldsOf(edge: AppEdge): Record<string, unknown> {
  switch (edge.kind) {
    case "member_added":
    case "member_removed":
      return { user_id: edge.userId };
    case "subscription_count":
      return { subscription_count: edge.count };
    case "client_event": {
      const { event, data, socketId, userId } = edge;
      return { event, data, socket_id: socketId, ...(userId === undefined ? {} : { user_id: userId }) };
    }
    default:
      return {};
  }
}
