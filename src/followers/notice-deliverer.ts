import type { Clock } from "../store/clock.ts";
import type { Database } from "../store/database.ts";
import type { Tx } from "../store/group-commit.ts";
import {
  claimedNotice,
  claimNotice,
  dueNotice,
  endNotice,
  type Notice,
  type NoticeKind,
  nextDueAt,
  postponeNotice,
  triedBefore,
} from "../store/notices.ts";
import type { Store } from "../store/open-store.ts";
import type { NoticeSender, SendResult } from "./notice-sender.ts";
import type { Judgement, NoticeWriter } from "./notice-writer.ts";
import { type RetrySchedule, retryDelay } from "./retry-schedule.ts";

/** How long to wait before a result that couldn't be written is written again. */
const WRITE_AGAIN_MS = 1_000;
/** A server that can't be reached is left in peace for so long: the next message would fare no better. */
const LOST_PAUSE_MS = 15_000;
/** How long a sending that is under way may take when the program stops. */
const STOP_GRACE_MS = 3_000;
/** How often a notice is judged whose judgement fails. */
const JUDGED_MAX = 20;
/** A stretch of time that a timer can hold. */
const LONGEST_SLEEP_MS = 60 * 60_000;

export interface DelivererParts<Kind extends NoticeKind, Outgoing> {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sender: NoticeSender<Outgoing>;
  /** One for each kind that is delivered here; others are left to others. */
  readonly writers: Readonly<Record<Kind, NoticeWriter<Outgoing>>>;
  readonly schedule: RetrySchedule;
  /** Whether what one says depends on what came before it about the same: then they stay in order. */
  readonly inOrder: boolean;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends what is due of some kinds, one notice at a time:
 *
 *     pending ──claim, on disk──▶ claimed ──send──▶ sent, on disk
 *        ▲                           │
 *        └──── later, on disk ───────┴── refused or too late ──▶ dead
 *
 * A program that dies between the claim and what follows leaves one claimed notice. Whether it went out nobody knows,
 * so the next start sends it once more, before all others, as the same message.
 */
export class NoticeDeliverer<Kind extends NoticeKind, Outgoing> {
  readonly #store: Store;
  readonly #parts: DelivererParts<Kind, Outgoing>;
  readonly #kinds: readonly Kind[];
  #working: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #cancelSleep = () => {};
  #notBefore = 0;
  readonly #stop = new AbortController();

  constructor(store: Store, parts: DelivererParts<Kind, Outgoing>) {
    this.#store = store;
    this.#kinds = Object.keys(parts.writers) as Kind[];
    this.#parts = parts;
  }

  /** Looks now, and again whenever something comes due. Also after something was queued. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      if (this.#again) this.wake();
    });
  }

  /** Settles when all that is due now was tried. */
  async idle(): Promise<void> {
    this.wake();
    while (this.#working) await this.#working;
  }

  /** Ends sending; settles when nothing is under way. What waits is sent after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelSleep();
    const cancelGrace = this.#parts.clock.after(STOP_GRACE_MS, () => this.#stop.abort());
    await this.#working;
    cancelGrace();
  }

  async #work(): Promise<void> {
    const { clock, onError } = this.#parts;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      let sleepUntil: number | undefined;
      try {
        sleepUntil = await this.#sendDue();
      } catch (error) {
        onError(error);
        sleepUntil = clock.now() + WRITE_AGAIN_MS;
      }
      this.#sleepUntil(sleepUntil);
    }
  }

  /** Returns when to look again. */
  async #sendDue(): Promise<number | undefined> {
    const { clock } = this.#parts;
    const { db } = this.#store;
    for (;;) {
      if (this.#stopped) return undefined;
      if (clock.now() < this.#notBefore) return this.#notBefore;
      const notice =
        (await claimedNotice(db, this.#kinds)) ?? (await dueNotice(db, this.#kinds, clock.now()));
      if (!notice) return await nextDueAt(db, this.#kinds);
      const claimed = notice.state === "claimed" ? notice : await this.#claim(notice);
      if (claimed) await this.#deliver(claimed);
    }
  }

  /** Claims what is still worth sending; puts off or ends the rest. */
  async #claim(notice: Notice): Promise<Notice | undefined> {
    const { clock } = this.#parts;
    return await this.#store.transact(async (tx) => {
      const now = clock.now();
      const earlier = this.#parts.inOrder ? await triedBefore(tx.db, notice) : undefined;
      const judgement = earlier
        ? { waitUntil: Math.max(earlier.dueAt, now) + 1 }
        : await this.#judge(tx.db, notice, now);
      if (!judgement) return await this.#putAside(tx, notice, now);
      if ("send" in judgement) {
        const isOurs = await claimNotice(tx, notice.id, judgement.send, now);
        return isOurs
          ? { ...notice, state: "claimed", detail: judgement.send, claimedAt: notice.claimedAt ?? now }
          : undefined;
      }
      if ("waitUntil" in judgement) await postponeNotice(tx, notice.id, judgement.waitUntil);
      else await endNotice(tx, notice.id, { state: "dropped", now, error: judgement.drop });
      return undefined;
    });
  }

  /** Undefined when that can't be told. */
  async #judge(db: Database, notice: Notice, now: number): Promise<Judgement | undefined> {
    try {
      return await this.#writerOf(notice).judge(db, notice, now);
    } catch (error) {
      this.#parts.onError(error);
      return undefined;
    }
  }

  /** One that nobody can judge must not hold up all the others. */
  async #putAside(tx: Tx, notice: Notice, now: number): Promise<undefined> {
    const error = "It could not be judged";
    if (notice.attempts >= JUDGED_MAX) await endNotice(tx, notice.id, { state: "dead", now, error });
    else await postponeNotice(tx, notice.id, now + this.#delayOf(notice), { error });
    return undefined;
  }

  async #deliver(notice: Notice): Promise<void> {
    const { onError } = this.#parts;
    const result = await this.#attempt(notice);
    // Until it is on disk nothing else is sent: begun anew, the same would go out again, and again.
    for (;;)
      try {
        return await this.#note(notice, result);
      } catch (error) {
        onError(error);
        if (this.#stopped) return;
        await new Promise<void>((resume) => this.#parts.clock.after(WRITE_AGAIN_MS, resume));
      }
  }

  async #attempt(notice: Notice): Promise<SendResult | undefined> {
    const { sender, onError } = this.#parts;
    try {
      const message = await this.#writerOf(notice).write(this.#store.db, notice);
      return message && (await sender.send(message, this.#stop.signal));
    } catch (error) {
      onError(error);
      return { sent: false, because: "later", error: "It could not be written" };
    }
  }

  /** Undefined is what there was nobody to send to. */
  async #note(notice: Notice, result: SendResult | undefined): Promise<void> {
    const { clock, schedule } = this.#parts;
    await this.#store.transact(async (tx) => {
      const now = clock.now();
      if (!result) return await endNotice(tx, notice.id, { state: "dropped", now });
      if (result.sent) {
        await endNotice(tx, notice.id, { state: "sent", now });
        return await this.#writerOf(notice).sent?.(tx, notice, now);
      }
      const { because, error, detail } = result;
      const next = now + this.#delayOf(notice);
      const tooLate = next > (notice.claimedAt ?? now) + schedule.giveUpAfterMs;
      if (because === "refused" || tooLate) await endNotice(tx, notice.id, { state: "dead", now, error });
      else await postponeNotice(tx, notice.id, next, { error, detail });
    });
    const isLost = result?.sent === false && result.because === "lost";
    this.#notBefore = isLost ? this.#parts.clock.now() + LOST_PAUSE_MS : 0;
  }

  #writerOf({ kind }: Notice): NoticeWriter<Outgoing> {
    return this.#parts.writers[kind as Kind];
  }

  #delayOf({ attempts }: Notice): number {
    return retryDelay(this.#parts.schedule, attempts + 1, this.#parts.random);
  }

  #sleepUntil(at: number | undefined): void {
    this.#cancelSleep();
    if (at === undefined || this.#stopped) return;
    const { clock } = this.#parts;
    const ms = Math.min(at - clock.now(), LONGEST_SLEEP_MS);
    if (ms > 0) this.#cancelSleep = clock.after(ms, () => this.wake());
    // It came due while it was looked for.
    else this.#again = true;
  }
}
