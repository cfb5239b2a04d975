import { Allowance } from "../../realtime/allowance.ts";
import type { HostedApp } from "../../realtime/hosted-app.ts";
import { CHANNELS_MAX } from "./publish.ts";
import { ChannelApiRefusal } from "./refusal.ts";

/** How much each app's backend may publish, as its settings say. */
export class PublishAllowance {
  readonly #now: () => number;
  readonly #used = new Map<string, { readonly perSecond: number; readonly used: number }>();

  /** @param now milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes so many events of an app's allowance. Throws `ChannelApiRefusal` 429 when that is too much. */
  take({ id, settings: { eventsPerSecond: perSecond } }: HostedApp, events: number): void {
    if (perSecond === 0) return;
    const before = this.#used.get(id);
    // The largest request must fit, or it would never pass.
    const allowance = new Allowance(Math.max(perSecond, CHANNELS_MAX), perSecond);
    const used = allowance.take(before?.perSecond === perSecond ? before.used : 0, events, this.#now());
    if (used === undefined)
      throw new ChannelApiRefusal(
        429,
        "too-many-requests",
        `The app may publish ${perSecond} events a second`,
      );
    this.#used.set(id, { perSecond, used });
  }
}
