import { signal } from "@preact/signals";
import type { DeliveryState, WebhookDelivery, WebhookDeliveryPage } from "../../../protocol/webhooks.ts";
import { describeFailure } from "../../describe-failure.ts";
import type { Loaded } from "../../loaded.tsx";
import { api, noticeFailure } from "../../session.ts";
import { settledDelivery } from "./settled-delivery.ts";

/** The deliveries in one state, page after page, and what is done to them. */
export class Deliveries {
  readonly loaded = signal<Loaded<WebhookDeliveryPage>>({ phase: "loading" });
  #state: DeliveryState = "dead";
  readonly #ended: AbortSignal;

  /** `ended` says that nobody looks any more. */
  constructor(ended: AbortSignal) {
    this.#ended = ended;
  }

  /** Loads the newest page; what is shown stays until then, unless it is of another state. Never rejects. */
  async load(state: DeliveryState): Promise<void> {
    if (state !== this.#state || this.loaded.value.phase === "failed")
      this.loaded.value = { phase: "loading" };
    this.#state = state;
    try {
      const value = await api.deliveries(state);
      // Meanwhile somebody may have asked for another state.
      if (state === this.#state) this.loaded.value = { phase: "ready", value };
    } catch (failure) {
      noticeFailure(failure);
      if (state === this.#state) this.loaded.value = { phase: "failed", problem: describeFailure(failure) };
    }
  }

  /** Adds the page after what is shown. Rejects as `DeskApi` does. */
  async loadOlder(): Promise<void> {
    const { loaded } = this;
    const state = this.#state;
    if (loaded.value.phase !== "ready") return;
    const { deliveries } = loaded.value.value;
    const older = await api.deliveries(state, deliveries.at(-1)?.id);
    if (state !== this.#state) return;
    loaded.value = {
      phase: "ready",
      value: { ...older, deliveries: [...deliveries, ...older.deliveries] },
    };
  }

  /** Has one made again and returns it once it was tried. Rejects as `DeskApi` does. */
  async repeat(id: string): Promise<WebhookDelivery> {
    await api.repeatDelivery(id);
    const settled = await settledDelivery(id, this.#ended);
    await this.load(this.#state);
    return settled;
  }

  /** Has everything made again that these webhooks were not told; returns how many. Rejects as `DeskApi` does. */
  async repeatAll(webhookIds: ReadonlySet<string>): Promise<number> {
    let count = 0;
    // All of them first: a page is continued from its last one, which is no longer in the list once it is repeated.
    for (const { id } of await allDead(webhookIds)) {
      if (this.#ended.aborted) break;
      await api.repeatDelivery(id);
      count += 1;
    }
    await this.load(this.#state);
    return count;
  }
}

async function allDead(webhookIds: ReadonlySet<string>): Promise<WebhookDelivery[]> {
  const dead: WebhookDelivery[] = [];
  for (let before: string | undefined; ; ) {
    const { deliveries, hasOlder } = await api.deliveries("dead", before);
    dead.push(...deliveries.filter(({ webhookId }) => webhookIds.has(webhookId)));
    before = deliveries.at(-1)?.id;
    // The oldest first, in the order in which they happened.
    if (!hasOlder || before === undefined) return dead.toReversed();
  }
}
