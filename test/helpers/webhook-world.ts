import type { Dialect } from "../../src/protocol/app-settings.ts";
import type { DeliveryState, WebhookDelivery, WebhookEventName } from "../../src/protocol/webhooks.ts";
import { insertApp, insertKey } from "../../src/store/apps.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { listDeliveries } from "../../src/store/webhook-deliveries.ts";
import { newEventId, queueDelivery } from "../../src/store/webhook-queue.ts";
import { insertWebhook, type WebhookRow } from "../../src/store/webhooks.ts";
import { ManualClock } from "./manual-clock.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";
import { WebhookReceiver } from "./webhook-receiver.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A store, a clock that stands and a receiver that listens: what webhooks need, without a program. */
export class WebhookWorld implements AsyncDisposable {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
  readonly receiver = new WebhookReceiver();
  readonly store: Store;
  readonly #directory: TemporaryDirectory;

  private constructor(store: Store, directory: TemporaryDirectory) {
    this.store = store;
    this.#directory = directory;
  }

  static async open(): Promise<WebhookWorld> {
    const directory = new TemporaryDirectory();
    return new WebhookWorld(await openStore(directory.path), directory);
  }

  /** Adds an app with one key, named after the app and signing with `secret`. */
  async app(id: string, dialect: Dialect): Promise<void> {
    const at = this.clock.now();
    await this.store.transact(async (tx) => {
      await insertApp(tx, { id, name: id, settings: {}, at });
      await insertKey(tx, { key: `${id}-key`, secret: "secret", dialect, appId: id, at });
    });
  }

  /** Adds a webhook of the desk's own, or of an app, that leads to the receiver. */
  webhook(change: Partial<WebhookRow> = {}): Promise<WebhookRow> {
    const events: WebhookEventName[] = ["channel_occupied", "client_event", "message.created"];
    return this.store.transact((tx) =>
      insertWebhook(tx, {
        appId: null,
        url: this.receiver.url,
        events,
        key: null,
        secret: "secret",
        enabled: true,
        at: this.clock.now(),
        ...change,
      }),
    );
  }

  /** Queues events, all in one commit. Each says its own number. */
  async queue(
    webhook: WebhookRow,
    events: readonly { channel: string; n: number; fields?: object }[],
  ): Promise<void> {
    const now = this.clock.now();
    await this.store.transact(async (tx) => {
      for (const { channel, n, fields } of events) {
        const happening = {
          eventId: newEventId(),
          event: "client_event",
          channel,
          fields: { n, ...fields },
          at: now,
        };
        await queueDelivery(tx, { webhookId: webhook.id, happening, now, giveUpAt: now + DAY_MS });
      }
    });
  }

  /** The deliveries in a state, newest first. */
  async deliveries(state: DeliveryState): Promise<WebhookDelivery[]> {
    return (await listDeliveries(this.store.db, state, { limit: 1_000 })).deliveries;
  }

  /** What came, each event as its channel and its number. */
  get told(): string[] {
    return this.receiver.events.map(({ channel, n }) => `${String(channel)} ${String(n)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.receiver[Symbol.asyncDispose]();
    await this.store.close();
    this.#directory[Symbol.dispose]();
  }
}
