import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Lets all reads of one turn of the event loop look at the database as it was at the first of them: to take and drop
 * SQLite's lock around each costs more than most of them take. Whoever commits must call `end` before, so that the
 * next read sees the commit and the write-ahead log can be folded back into the file.
 */
export class TurnSnapshot {
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #isHeld = false;

  /** @param database a connection that only reads. */
  constructor(database: DatabaseSync) {
    this.#begin = database.prepare("begin");
    this.#commit = database.prepare("commit");
  }

  /** A read follows. */
  hold(): void {
    if (this.#isHeld) return;
    this.#begin.run();
    this.#isHeld = true;
    setImmediate(this.#atEndOfTurn);
  }

  /** What was committed meanwhile is seen by the next read. */
  end(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#commit.run();
  }

  readonly #atEndOfTurn = () => this.end();
}
