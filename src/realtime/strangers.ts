import type { Connection } from "./connection.ts";
import type { Clock } from "./ports.ts";

/** Where it is demanded, a connection must show within this time whose it is. */
const STRANGER_MAX_MS = 30_000;

/** Connections that did not show yet whose they are. */
export class Strangers {
  readonly #until = new Map<Connection, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#until.size;
  }

  watch(connection: Connection): void {
    this.#until.set(connection, this.#clock.now() + STRANGER_MAX_MS);
  }

  /** The connection is somebody's, or gone. */
  forget(connection: Connection): void {
    this.#until.delete(connection);
  }

  sweep(): void {
    const now = this.#clock.now();
    for (const [connection, until] of this.#until) {
      if (until > now) return; // All have equally long, so the first that may stay ends it.
      connection.end(4009, `Sign in or subscribe to a private channel within ${STRANGER_MAX_MS / 1_000} s`);
    }
  }
}
