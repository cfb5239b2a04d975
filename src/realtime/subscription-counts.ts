import { broadcast } from "./broadcast.ts";
import type { Channel } from "./channel.ts";
import type { Context } from "./context.ts";

/** A channel with more subscribers than this is told its count now and then only. */
const PROMPT_MAX_SUBSCRIBERS = 100;
const CROWDED_EVERY_MS = 5_000;

/** Tells channels how many subscribers they have. */
export class SubscriptionCounts {
  /** When a crowded channel was last told. */
  readonly #toldAt = new Map<Channel, number>();
  readonly #untold = new Set<Channel>();
  readonly #context: Context;
  readonly #onTold: (channel: Channel) => void;

  constructor(context: Context, onTold: (channel: Channel) => void) {
    this.#context = context;
    this.#onTold = onTold;
  }

  get size(): number {
    return this.#toldAt.size + this.#untold.size;
  }

  /** A channel has one subscriber more or fewer. */
  changed(channel: Channel): void {
    if (channel.subscribers.size <= PROMPT_MAX_SUBSCRIBERS) return this.#tell(channel);
    this.#untold.add(channel);
    if (!this.#toldAt.has(channel)) this.#tellCrowd(channel);
  }

  sweep(): void {
    const due = this.#context.clock.now() - CROWDED_EVERY_MS;
    for (const [channel, toldAt] of this.#toldAt) {
      if (toldAt > due) return; // Told in order, so those that follow were told later.
      this.#toldAt.delete(channel);
      if (this.#untold.has(channel)) this.#tellCrowd(channel);
    }
  }

  #tellCrowd(channel: Channel): void {
    this.#toldAt.set(channel, this.#context.clock.now());
    this.#tell(channel);
  }

  #tell(channel: Channel): void {
    this.#untold.delete(channel);
    broadcast(this.#context, channel, (codec) =>
      codec.subscriptionCount(channel.name, channel.subscribers.size),
    );
    this.#onTold(channel);
  }
}
