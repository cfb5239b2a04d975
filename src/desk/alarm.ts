import type { Clock } from "../store/clock.ts";
import type { Tx } from "../store/group-commit.ts";
import type { Store } from "../store/open-store.ts";
import { dueTimers, nextDue, type TimerRow, takeTimer } from "../store/timers.ts";

/** A longer delay than this overflows the timers of a JavaScript engine. */
const LONGEST_DELAY_MS = 24 * 60 * 60 * 1000;
const RETRY_MS = 1_000;
const AT_ONCE = 100;

/**
 * Rings for timers that are due. They are rows: what was due while the program was down rings when it starts, and each
 * is taken in the transaction that does what it asks for, so none is lost and none rings twice.
 */
export class Alarm {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #ring: (tx: Tx, timer: TimerRow) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #cancel = (): void => {};
  #ringing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    store: Store,
    clock: Clock,
    ring: (tx: Tx, timer: TimerRow) => Promise<void>,
    onError: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#ring = ring;
    this.#onError = onError;
  }

  start(): void {
    this.#store.onCommit(({ timersMoved }) => {
      if (timersMoved) this.#soon();
    });
    this.#soon();
  }

  /** Settles when everything that is due now has rung. */
  async idle(): Promise<void> {
    await this.#ringing;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#ringing;
  }

  #soon(): void {
    this.#cancel();
    if (!this.#stopped) this.#ringing = this.#ringing.then(() => this.#attempt());
  }

  async #attempt(): Promise<void> {
    if (this.#stopped) return;
    let wait: number | undefined = RETRY_MS;
    try {
      if (await this.#ringAll()) wait = await this.#untilNext();
    } catch (error) {
      this.#onError(error);
    }
    this.#cancel();
    if (wait !== undefined && !this.#stopped) this.#cancel = this.#clock.after(wait, () => this.#soon());
  }

  /** False if one failed: it is tried again after a pause, and keeps no other from ringing. */
  async #ringAll(): Promise<boolean> {
    const due = await dueTimers(this.#store.db, this.#clock.now(), AT_ONCE);
    const rung = await Promise.all(
      due.map(async (timer) => {
        try {
          await this.#store.transact(async (tx) => {
            if (await takeTimer(tx, timer)) await this.#ring(tx, timer);
          });
          return true;
        } catch (error) {
          this.#onError(error);
          return false;
        }
      }),
    );
    return rung.every(Boolean);
  }

  async #untilNext(): Promise<number | undefined> {
    const due = await nextDue(this.#store.db);
    return due === undefined ? undefined : Math.min(Math.max(0, due - this.#clock.now()), LONGEST_DELAY_MS);
  }
}
