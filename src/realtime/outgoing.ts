import type { Connection } from "./connection.ts";
import type { Clock, Meter } from "./ports.ts";

/**
 * Connections for which frames are held. They are handed over together at the end of a turn of the event loop, so that
 * a socket to which much is said in one turn takes it in one write: that is what makes bursts cheap.
 */
export class Outgoing {
  readonly #later: (run: () => void) => void;
  readonly #clock: Clock;
  readonly #meter: Meter;
  #ready: Connection[] = [];
  #isScheduled = false;
  /** When the first of the publications that wait was made, and for how many sockets they all are. */
  #publishedAt: number | undefined;
  #publishedTo = 0;

  /** `later` runs something when the present turn of the event loop is over. */
  constructor(later: (run: () => void) => void, clock: Clock, meter: Meter) {
    this.#later = later;
    this.#clock = clock;
    this.#meter = meter;
  }

  /** A connection holds its first frame. */
  add(connection: Connection): void {
    this.#ready.push(connection);
  }

  /** Something that was published or committed `at` this time is held for so many sockets. */
  measure(sockets: number, at: number): void {
    if (sockets === 0) return;
    this.#publishedAt ??= at;
    this.#publishedTo += sockets;
  }

  /** Has everything that is held handed over when this turn is over. */
  soon(): void {
    if (this.#isScheduled || this.#ready.length === 0) return;
    this.#isScheduled = true;
    this.#later(() => this.#handOver());
  }

  #handOver(): void {
    this.#isScheduled = false;
    const ready = this.#ready;
    this.#ready = [];
    for (const connection of ready) connection.flush();
    if (this.#publishedAt !== undefined)
      this.#meter.delivered(this.#publishedTo, this.#clock.now() - this.#publishedAt);
    this.#publishedAt = undefined;
    this.#publishedTo = 0;
  }
}
