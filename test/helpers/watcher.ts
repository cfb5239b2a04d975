import type { Position } from "../../src/protocol/resources.ts";
import type { Player } from "./cast.ts";
import type { Frame, TestSocket } from "./socket.ts";

const RETRY_PAUSE_MS = 10;

/**
 * Somebody's view of one channel over any number of connections: whenever the socket ends, it comes back and subscribes
 * since the last entry it has, as a careful client does.
 */
export class Watcher {
  /** Every durable frame, in the order in which they came, over all connections. */
  readonly frames: Frame[] = [];
  readonly #channel: string;
  readonly #connect: () => Promise<TestSocket>;
  readonly #running: Promise<void>;
  #position: Position;
  #socket: TestSocket | undefined;
  #ended = false;
  #heard = Promise.withResolvers<void>();

  /** `reachable` settles when it is worth trying to connect (again). */
  constructor(player: Player, channel: string, since: Position, reachable: () => Promise<void>) {
    this.#channel = channel;
    this.#position = since;
    this.#connect = async () => {
      await reachable();
      return await player.connects();
    };
    this.#running = this.#run();
  }

  /** Waits until the entry with this number has come. */
  async until(seq: number): Promise<void> {
    while (this.#position.seq < seq) await this.#heard.promise;
  }

  /** Stops watching. Rejects if the server ever failed to recover a position. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#socket?.[Symbol.asyncDispose]();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      try {
        this.#socket = await this.#connect();
        const { recovered } = await this.#socket.subscribe(this.#channel, { since: this.#position });
        if (recovered !== true) throw new NotRecovered(`${this.#channel} since ${this.#position.seq}`);
        for (;;) this.#take(await this.#socket.next());
      } catch (error) {
        if (error instanceof NotRecovered) throw error;
        // The connection was lost, and the next one goes on from here; not in the same instant, or nothing else would run.
        await new Promise((resume) => setTimeout(resume, RETRY_PAUSE_MS));
      }
    }
  }

  #take(frame: Frame): void {
    if (frame.seq === undefined) return;
    this.frames.push(frame);
    this.#position = { ...this.#position, seq: frame.seq };
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}

class NotRecovered extends Error {}
