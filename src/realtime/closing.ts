import type { Clock, Wire } from "./ports.ts";

/** How long a peer may take to answer the closing handshake before the socket is dropped. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Sockets that were told to close. A half-open peer never answers, so each has a deadline. */
export class Closing {
  readonly #deadlines = new Map<Wire, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#deadlines.size;
  }

  /** Starts the closing handshake. */
  begin(wire: Wire, code: number, reason: string): void {
    this.#deadlines.set(wire, this.#clock.now() + CLOSE_TIMEOUT_MS);
    quietly(() => wire.close(code, reason));
  }

  /** The socket is gone. */
  ended(wire: Wire): void {
    this.#deadlines.delete(wire);
  }

  /** Drops the sockets whose peers did not answer in time. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [wire, deadline] of this.#deadlines) {
      if (now < deadline) break; // Deadlines were set in order, and so does a Map iterate.
      this.#deadlines.delete(wire);
      quietly(() => wire.terminate());
    }
  }
}

/** The port forbids it, and yet one broken socket must not keep others from being closed. */
function quietly(end: () => void): void {
  try {
    end();
  } catch {
    // It is gone: there is nothing left to end.
  }
}
