import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Database } from "./database.ts";
import { writesOf } from "./sqlite-dialect.ts";
import type { TurnSnapshot } from "./turn-snapshot.ts";

/** The database can't store anything: the disk is full or broken. Nothing of the unit was kept. */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
}

/** What a unit of work is given: the writer's connection, and a place to name the channels it appended to. */
export interface Tx {
  readonly db: Database;
  /** Channels that this unit appended to: woken once the commit is on disk, forgotten if the unit fails. */
  readonly appended: Set<string>;
  /** Teams in which somebody may now take what nobody could before: they are routed once the commit is on disk. */
  readonly roomMade: Set<number>;
  /** Teams whose queue this unit changed: those who wait in it are told where they stand. */
  readonly queueMoved: Set<number>;
  /** Whether a timer was set. */
  timersMoved: boolean;
}

/** What a commit changed, told once it is on disk. */
export interface Committed {
  /** Names of the channels that were appended to. */
  readonly channels: ReadonlySet<string>;
  /** Inner keys of teams, as in `Tx`. */
  readonly roomMade: ReadonlySet<number>;
  readonly queueMoved: ReadonlySet<number>;
  readonly timersMoved: boolean;
}

interface Unit {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Units of work that arrive together share one transaction, and so one fsync: that is where durable throughput comes
 * from.
 *
 *     unit A ──┐            begin
 *     unit B ──┼─ a turn ─▶   A's queries         A's promise ──┐
 *     unit C ──┘              B's queries         B's promise   │ settle only
 *                             C's queries         C's promise ──┤ after the fsync
 *                           commit (fsync) ─────────────────────┘ then tell(what changed)
 *
 * A unit that fails before it has written anything, as nearly all that are refused do, is simply left out. After one that
 * fails later nothing of the batch can be kept: it is rolled back and run again, each unit in a savepoint. Savepoints for
 * everybody would cost a quarter of the throughput, since SQLite keeps each page that one changes a second time.
 *
 * A unit awaits nothing but its own queries. SQLite answers them within the turn, so a whole batch runs in one turn
 * of the event loop; what arrives while the disk syncs makes up the next batch.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #beginUnit: StatementSync;
  readonly #endUnit: StatementSync;
  readonly #db: Database;
  readonly #snapshot: TurnSnapshot;
  readonly #listeners: ((committed: Committed) => void)[] = [];
  #waiting: Unit[] = [];
  #draining: Promise<void> | undefined;

  /** @param snapshot what the others read from: they see a commit from then on. */
  constructor(database: DatabaseSync, db: Database, snapshot: TurnSnapshot) {
    this.#database = database;
    this.#beginUnit = database.prepare("savepoint unit");
    this.#endUnit = database.prepare("release unit");
    this.#db = db;
    this.#snapshot = snapshot;
  }

  /**
   * Runs `work` in the next batch, and perhaps once more when another unit of the batch fails: it must do nothing but ask
   * its queries. Settles when the batch is on disk; if `work` throws, its writes are rolled back and its error is the
   * rejection. Throws `StoreUnavailable` when the batch can't be committed.
   */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Calls `listener` with what a commit changed, after it is on disk. */
  onCommit(listener: (committed: Committed) => void): void {
    this.#listeners.push(listener);
  }

  /** Settles when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Lets every request that has already arrived join the batch.
      await new Promise((resume) => setImmediate(resume));
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#commit(batch);
    }
    this.#draining = undefined;
  }

  async #commit(batch: readonly Unit[]): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = (await this.#runTogether(batch)) ?? (await this.#runApart(batch));
      this.#snapshot.end();
      this.#database.exec("commit");
    } catch (error) {
      this.#rollBack();
      const refusal = new StoreUnavailable("The database can't be written to", { cause: error });
      for (const { reject } of batch) reject(refusal);
      return;
    }
    for (const settle of outcome.settlements) settle();
    for (const listener of this.#listeners) listener(outcome);
  }

  /**
   * Undefined, with everything rolled back, when a unit failed that had written something. Throws only if the transaction
   * itself is lost.
   */
  async #runTogether(batch: readonly Unit[]): Promise<Outcome | undefined> {
    const outcome = new Outcome();
    this.#database.exec("begin immediate");
    for (const unit of batch) {
      const before = writesOf(this.#db);
      try {
        await outcome.take(unit, this.#db);
      } catch (error) {
        if (writesOf(this.#db) !== before) {
          this.#rollBack();
          return undefined;
        }
        outcome.settlements.push(() => unit.reject(error));
      }
      // A failing disk rolls the whole transaction back by itself: what follows would be committed statement by statement.
      if (!this.#database.isTransaction) throw new Error("SQLite has rolled the transaction back");
    }
    return outcome;
  }

  /** Throws only if the transaction itself is lost. */
  async #runApart(batch: readonly Unit[]): Promise<Outcome> {
    const outcome = new Outcome();
    this.#database.exec("begin immediate");
    for (const unit of batch) {
      this.#beginUnit.run();
      try {
        await outcome.take(unit, this.#db);
      } catch (error) {
        // A full or failing disk rolls the whole transaction back by itself: then this throws, and the batch is lost.
        this.#database.exec("rollback to unit");
        outcome.settlements.push(() => unit.reject(error));
      }
      this.#endUnit.run();
    }
    return outcome;
  }

  #rollBack(): void {
    try {
      this.#database.exec("rollback");
    } catch {
      // SQLite has already rolled back.
    }
  }
}

/** What became of a batch, to be told once it is on disk. */
class Outcome implements Committed {
  readonly channels = new Set<string>();
  readonly roomMade = new Set<number>();
  readonly queueMoved = new Set<number>();
  timersMoved = false;
  readonly settlements: (() => void)[] = [];

  /** Runs one unit. Throws what it throws, and has taken nothing of it then. */
  async take({ work, resolve }: Unit, db: Database): Promise<void> {
    const tx: Tx = {
      db,
      appended: new Set(),
      roomMade: new Set(),
      queueMoved: new Set(),
      timersMoved: false,
    };
    const value = await work(tx);
    for (const channel of tx.appended) this.channels.add(channel);
    for (const team of tx.roomMade) this.roomMade.add(team);
    for (const team of tx.queueMoved) this.queueMoved.add(team);
    this.timersMoved ||= tx.timersMoved;
    this.settlements.push(() => resolve(value));
  }
}
