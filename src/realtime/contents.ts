import { randomBytes } from "node:crypto";
import type { AppSettings } from "../protocol/app-settings.ts";
import { isCacheChannel, serverToUserOf } from "../protocol/channels.ts";
import type { Since, SubscriptionState } from "../protocol/frames.ts";
import { type Cached, Caches } from "./caches.ts";
import { Histories } from "./histories.ts";
import type { Kept } from "./history.ts";
import type { Publication } from "./hosted-app.ts";
import type { Clock } from "./ports.ts";
import { canReplay, REPLAY_MAX_ENTRIES } from "./replay.ts";

/** What the channels of a hosted app hold for those who come later, as far as the app's settings say. */
export class Contents {
  readonly #settings: () => AppSettings;
  readonly #histories: Histories;
  readonly #caches: Caches;
  /** Names this process's numbering: what it keeps, it keeps in memory. */
  readonly #epoch = randomBytes(6).toString("hex");

  /** @param isOccupied whether somebody is on a channel. */
  constructor(clock: Clock, settings: () => AppSettings, isOccupied: (channel: string) => boolean) {
    this.#settings = settings;
    this.#histories = new Histories(clock, isOccupied);
    this.#caches = new Caches(clock);
  }

  /** How many channels hold something. */
  get size(): number {
    return this.#histories.size + this.#caches.size;
  }

  /** Keeps what is published, where it is to be kept. The answer is what to deliver. */
  keep({ channel, event, data }: Publication): { data: string; seq: number | undefined } {
    const kept = this.#counts(channel)
      ? this.#histories.keep(channel, event, data, this.#settings())
      : { data, seq: undefined };
    if (isCacheChannel(channel)) this.#caches.keep(channel, event, kept.data);
    return kept;
  }

  /** Where a subscriber begins, and what it missed since it was there last. There is no partial answer. */
  begin(
    channel: string,
    since: Since | undefined,
    reader: { readonly bufferedBytes: number },
  ): { state: SubscriptionState; missed: readonly Kept[] } {
    if (!this.#counts(channel)) return { state: since ? { recovered: false } : {}, missed: [] };
    const history = this.#histories.of(channel);
    const state = { seq: history.top, epoch: this.#epoch };
    if (!since) return { state, missed: [] };
    const missed = (since.epoch ?? this.#epoch) === this.#epoch ? history.after(since.seq) : undefined;
    const recovered =
      missed !== undefined && missed.length <= REPLAY_MAX_ENTRIES && canReplay(missed, reader);
    return { state: { ...state, recovered }, missed: recovered ? missed : [] };
  }

  /** The last event of a cache channel. */
  cached(channel: string): Cached | undefined {
    return this.#caches.of(channel);
  }

  /** Nobody is on the channel any more. */
  vacated(channel: string): void {
    this.#histories.vacated(channel);
  }

  sweep(): void {
    this.#histories.sweep(this.#settings());
    this.#caches.sweep();
  }

  #counts(channel: string): boolean {
    return this.#settings().historyCount > 0 && serverToUserOf(channel) === undefined;
  }
}
