import { apinator } from "../protocol/codec.ts";
import { SOCKET_ERRORS, type SocketErrorCode } from "../protocol/errors.ts";
import { Closing } from "./closing.ts";
import { Connection, type Peer } from "./connection.ts";
import type { Context } from "./context.ts";
import { type Handshake, isOurClient, judgeHandshake } from "./handshake.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { LoggedSpace } from "./logged-space.ts";
import type { Clock, Entry, Faults, RealtimeApp, Wire } from "./ports.ts";

export interface EngineOptions<E extends Entry> {
  /** The app whose channels come from the durable log. */
  readonly app: RealtimeApp<E>;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly limits?: Partial<Limits>;
}

/**
 * The channel server: takes sockets from whoever owns the port, and brings them what is in the log.
 * It has no timer of its own: `sweep` must be called about once a second.
 */
export class Engine<E extends Entry> {
  readonly #context: Context;
  readonly #space: LoggedSpace<E>;
  readonly #key: string;
  readonly #allowsOrigin: (origin: string | undefined) => boolean;
  #drain: { readonly from: number; readonly until: number; readonly connections: number } | undefined;

  constructor({ app, clock, faults, limits }: EngineOptions<E>) {
    this.#context = { clock, faults, limits: { ...DEFAULT_LIMITS, ...limits }, closing: new Closing(clock) };
    this.#space = new LoggedSpace(this.#context, app);
    this.#key = app.key;
    this.#allowsOrigin = (origin) => app.allowsOrigin(origin);
  }

  /**
   * Takes an upgraded socket. One that is refused is told why and closed, because a browser does not show a page
   * what an HTTP answer to an upgrade says.
   */
  accept(wire: Wire, handshake: Handshake): Peer {
    const codec = apinator;
    const refusal = this.#refusal(handshake);
    if (refusal !== undefined) {
      wire.send(codec.error(refusal, SOCKET_ERRORS[refusal]));
      this.#context.closing.begin(wire, refusal, SOCKET_ERRORS[refusal]);
      return this.#refused(wire);
    }
    const connection = new Connection(this.#space, wire, codec, isOurClient(handshake));
    this.#space.connections.add(connection);
    connection.send(codec.connectionEstablished(connection.socketId));
    return connection;
  }

  /** Entries were committed to these channels. Names are all there is to tell: what happened is read from the log. */
  wake(channels: Iterable<string>): void {
    this.#space.wake(channels);
  }

  /** Does what time demands: pings, drops the dead and the stuck, polls the log, drains. Call it every second. */
  sweep(): void {
    const now = this.#context.clock.now();
    for (const connection of this.#space.connections) connection.sweep(now);
    this.#space.sweep();
    this.#context.closing.sweep();
    this.#drainSlice(now);
  }

  /**
   * Refuses newcomers and closes everybody with 4203, evenly over `ms`, so that the servers that stay are not stormed.
   * Zero closes all at once; otherwise each sweep closes its slice.
   */
  drain(ms: number): void {
    const from = this.#context.clock.now();
    this.#drain = { from, until: from + ms, connections: this.#space.connections.size };
    this.#drainSlice(from);
  }

  /** How many there are at this moment, counted from what is held: all zero when everybody has gone. */
  stats() {
    const { connections } = this.#space;
    let subscriptions = 0;
    for (const { subscriptionCount } of connections) subscriptions += subscriptionCount;
    return {
      connections: connections.size,
      closing: this.#context.closing.size,
      subscriptions,
      ...this.#space.stats(),
    };
  }

  #refusal(handshake: Handshake): SocketErrorCode | undefined {
    if (this.#drain) return 4203;
    const fault = judgeHandshake(handshake);
    if (fault !== undefined) return fault;
    if (handshake.key !== this.#key) return 4001;
    if (!this.#allowsOrigin(handshake.origin)) return 4009;
    if (this.#space.connections.size >= this.#context.limits.connections) return 4100;
    return undefined;
  }

  #refused(wire: Wire): Peer {
    const ignore = () => {};
    return {
      receive: ignore,
      receivedPong: ignore,
      drained: ignore,
      closed: () => this.#context.closing.ended(wire),
    };
  }

  #drainSlice(now: number): void {
    if (!this.#drain) return;
    const { from, until, connections } = this.#drain;
    const share = now >= until ? 0 : (until - now) / (until - from);
    const staying = Math.floor(connections * share);
    for (const connection of this.#space.connections) {
      if (this.#space.connections.size <= staying) break;
      connection.end(4203);
    }
  }
}
