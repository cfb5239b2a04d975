import { moveCursor, readCursor } from "../store/follower-cursor.ts";
import type { Tx } from "../store/group-commit.ts";
import { type FollowedRow, readLogAfter } from "../store/log.ts";
import type { Store } from "../store/open-store.ts";

/** How many rows one step takes. */
const STEP_ROWS = 500;
/** Followers stay this far behind, so that their own commits don't slow the senders' down. */
const PAUSE_MS = 1_000;

/** Work that is done for every row of the log, once, however often the program dies in between. */
export interface FollowerWork {
  /** Names the durable cursor. */
  readonly name: string;
  /** Does what the rows ask for, in the transaction that moves the cursor past them. */
  readonly handle: (tx: Tx, rows: readonly FollowedRow[]) => Promise<void>;
  /** Told when a step is on disk. */
  readonly onCommit?: () => void;
  /** Told when a step failed; the step is tried again after a pause. */
  readonly onError: (error: unknown) => void;
}

/** Reads the log with a cursor of its own. */
export class Follower {
  readonly #store: Store;
  readonly #work: FollowerWork;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #step: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(store: Store, work: FollowerWork) {
    this.#store = store;
    this.#work = work;
  }

  /** Catches up with what happened while the program was down, then follows. */
  start(): void {
    this.#store.onCommit(({ channels }) => {
      if (channels.size > 0) this.#soon();
    });
    this.#soon();
  }

  /** Handles all there is now, after the step that is under way: two at once would do the same work twice. */
  async catchUp(): Promise<void> {
    const caughtUp = this.#step.then(() => this.#handleAll());
    this.#step = caughtUp.catch(() => undefined);
    await caughtUp;
  }

  async #handleAll(): Promise<void> {
    let rows: readonly FollowedRow[];
    do {
      const cursor = await readCursor(this.#store.db, this.#work.name);
      rows = await readLogAfter(this.#store.db, cursor, STEP_ROWS);
      const last = rows.at(-1);
      if (!last) return;
      const step = rows;
      await this.#store.transact(async (tx) => {
        await this.#work.handle(tx, step);
        await moveCursor(tx, this.#work.name, last.id);
      });
      this.#work.onCommit?.();
    } while (rows.length === STEP_ROWS && !this.#stopped);
  }

  /** Ends following; settles when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#step;
  }

  #soon(): void {
    if (this.#timer || this.#stopped) return;
    this.#timer = setTimeout(() => {
      // Cleared first: what is committed while the step runs begins the next pause.
      this.#timer = undefined;
      this.#step = this.#step.then(() => this.#attempt());
    }, PAUSE_MS);
  }

  async #attempt(): Promise<void> {
    try {
      await this.#handleAll();
    } catch (error) {
      this.#work.onError(error);
      this.#soon();
    }
  }
}
