import type { Wire } from "./ports.ts";

/** A peer that was silent for this long is asked for a sign of life, */
const PING_AFTER_MS = 25_000;
/** or up to so many seconds earlier: thousands who came in one second are not all to be asked in one. */
const PING_SPREAD_S = 10;
/** And is given this long to answer anything at all. */
const PONG_WITHIN_MS = 12_000;

/** A reader is stuck when it took nothing for this long, however much or little is waiting for it. */
const STUCK_AFTER_MS = 30_000;
/** More than this is never kept for anybody. */
const BUFFER_MAX_BYTES = 4 * 1024 * 1024;

/** Whether one peer is alive and reading. Only what comes in counts: a half-open socket can be written to for long. */
export class Pulse {
  readonly #wire: Wire;
  readonly #pingAfter: number;
  /** When it was asked last. */
  #pingedAt = Number.NEGATIVE_INFINITY;
  #progressAt: number;
  #buffered = 0;
  #written = 0;

  /** @param turn a number, of which those who come after each other have different ones. */
  constructor(wire: Wire, now: number, turn: number) {
    this.#wire = wire;
    this.#pingAfter = PING_AFTER_MS - (turn % PING_SPREAD_S) * 1_000;
    this.#progressAt = now;
  }

  /** The peer took some of what was waiting. */
  drained(now: number): void {
    this.#progressAt = now;
  }

  /**
   * Judges by when anything at all came in last, and by how much was ever written, in bytes or somewhat less; and pings when
   * due. "silent": nothing was heard in time. "stuck": it does not read what it is sent.
   */
  judge(
    now: number,
    { heardAt, written }: { heardAt: number; written: number },
  ): "well" | "silent" | "stuck" {
    if (this.#isStuck(now, written)) return "stuck";
    if (this.#pingedAt > heardAt) return now - this.#pingedAt >= PONG_WITHIN_MS ? "silent" : "well";
    if (now - heardAt >= this.#pingAfter) {
      this.#pingedAt = now;
      this.#wire.ping();
    }
    return "well";
  }

  /** Who reads slowly while more and more is written does not make the buffer shrink, but keeps it from growing by as much. */
  #isStuck(now: number, written: number): boolean {
    const buffered = this.#wire.getBufferedAmount();
    if (buffered === 0 || buffered - this.#buffered < written - this.#written) this.#progressAt = now;
    this.#buffered = buffered;
    this.#written = written;
    return buffered > BUFFER_MAX_BYTES || now - this.#progressAt >= STUCK_AFTER_MS;
  }
}
