import { type Clock, systemClock } from "../../store/clock.ts";
import { beginAtEnd } from "../../store/follower-cursor.ts";
import { PUSH_KINDS, type PushKind, pruneNotices } from "../../store/notices.ts";
import type { Store } from "../../store/open-store.ts";
import { Follower } from "../follower.ts";
import { NoticeDeliverer } from "../notice-deliverer.ts";
import type { RetrySchedule } from "../retry-schedule.ts";
import { isPushAddress, type PushPlaces } from "./push-address.ts";
import { PUSH_FOLLOWER, pushFollower } from "./push-follower.ts";
import { pushNotices } from "./push-notices.ts";
import { type OutgoingPush, PushSender, type PushSenderParts } from "./push-sender.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What nobody could be told within an hour, e-mail will have told them. */
const SCHEDULE: RetrySchedule = { firstMs: MINUTE_MS / 2, longestMs: 10 * MINUTE_MS, giveUpAfterMs: HOUR_MS };
const KEPT_MS = { sent: HOUR_MS, dropped: HOUR_MS, dead: 7 * 24 * HOUR_MS } as const;
const PRUNE_EVERY_MS = 10 * MINUTE_MS;
const PRUNE_ROWS = 500;

export interface PushOptions extends PushSenderParts {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly onError: (error: unknown) => void;
}

/** Tells agents by push messages what they would miss: a follower that queues notices, and their delivery. */
export class Push {
  /** The public key that browsers tie a subscription to. */
  readonly key: string;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #places: PushPlaces;
  readonly #follower: Follower;
  readonly #deliverer: NoticeDeliverer<PushKind, OutgoingPush>;
  #cancelPruning = () => {};
  #pruning: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(store: Store, options: PushOptions) {
    const { clock = systemClock, random = Math.random, onError, vapid, places } = options;
    this.key = vapid.publicKey;
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
    this.#places = places;
    this.#follower = new Follower(store, pushFollower({ clock, onQueued: () => this.wake(), onError }));
    const sender = new PushSender(store, options);
    const writers = pushNotices(clock);
    this.#deliverer = new NoticeDeliverer(store, {
      clock,
      random,
      sender,
      writers,
      schedule: SCHEDULE,
      inOrder: false,
      onError,
    });
  }

  /** Whether a browser may have its messages sent to this address, as far as the address itself tells. */
  accepts(endpoint: string): boolean {
    return isPushAddress(endpoint, this.#places);
  }

  /** Goes on where the program was when it ended, or begins with what happens from now on. */
  async start(): Promise<void> {
    await this.#store.transact((tx) => beginAtEnd(tx, PUSH_FOLLOWER));
    this.#follower.start();
    this.#deliverer.wake();
    this.#pruneLater();
  }

  /** Something was queued: it may be due already. */
  wake(): void {
    this.#deliverer.wake();
  }

  /** Reads all of the log there is and tries to send all that is due, for whoever can't wait. */
  async catchUp(): Promise<void> {
    await this.#follower.catchUp();
    await this.#deliverer.idle();
  }

  /** Queues what is known, ends what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelPruning();
    await this.#pruning;
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
    const before = { sent: now - KEPT_MS.sent, dropped: now - KEPT_MS.dropped, dead: now - KEPT_MS.dead };
    try {
      await this.#store.transact((tx) => pruneNotices(tx, PUSH_KINDS, before, PRUNE_ROWS));
    } catch (error) {
      this.#onError(error);
    }
    if (!this.#stopped) this.#pruneLater();
  }
}
