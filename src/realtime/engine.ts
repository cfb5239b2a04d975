import { apinator } from "../protocol/apinator.ts";
import type { Dialect } from "../protocol/app-settings.ts";
import type { Codec } from "../protocol/codec.ts";
import { SOCKET_ERRORS, type SocketErrorCode } from "../protocol/errors.ts";
import { pusher } from "../protocol/pusher.ts";
import { Closing } from "./closing.ts";
import { type AppKey, Connection } from "./connection.ts";
import type { Context } from "./context.ts";
import { Deadlines } from "./deadlines.ts";
import { guessDialect, type Handshake, isOurClient, judgeHandshake } from "./handshake.ts";
import type { Edges, HostedApp, HostedChannels } from "./hosted-app.ts";
import { HostedSpace } from "./hosted-space.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { LoggedSpace } from "./logged-space.ts";
import { Outgoing } from "./outgoing.ts";
import type { Peer } from "./peer.ts";
import {
  type Clock,
  type Entry,
  type Faults,
  type Hmac,
  type Meter,
  type RealtimeApp,
  UNMETERED,
  type Wire,
} from "./ports.ts";
import type { Space } from "./space.ts";

export interface EngineOptions<E extends Entry> {
  /** The app whose channels come from the durable log. */
  readonly app: RealtimeApp<E>;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly hmac: Hmac;
  /** Told what happens on the channels of hosted apps; nobody is when it is left out. */
  readonly edges?: Edges;
  readonly limits?: Partial<Limits>;
  /** Counts what happens; nobody does when it is left out. */
  readonly meter?: Meter;
  /** Runs something when the present turn of the event loop is over. */
  readonly later?: (run: () => void) => void;
}

const CODECS: Record<Dialect, Codec> = { apinator, pusher };

/**
 * The channel server: takes sockets from whoever owns the port, and brings them what is in the log, or what the
 * backends of hosted apps publish. It has no timer of its own: `sweep` must be called about once a second.
 */
export class Engine<E extends Entry> {
  readonly #context: Context;
  readonly #edges: Edges;
  readonly #logged: LoggedSpace<E>;
  readonly #hosted = new Map<string, HostedSpace>();
  readonly #keys = new Map<string, AppKey & { readonly space: Space }>();
  #drain: { readonly from: number; readonly until: number; readonly connections: number } | undefined;

  constructor({
    app,
    clock,
    faults,
    hmac,
    edges,
    limits,
    meter = UNMETERED,
    later = setImmediate,
  }: EngineOptions<E>) {
    this.#context = {
      clock,
      faults,
      meter,
      hmac,
      limits: { ...DEFAULT_LIMITS, ...limits },
      closing: new Closing(clock),
      deadlines: new Deadlines(clock),
      outgoing: new Outgoing(later, clock, meter),
    };
    this.#edges = edges ?? { told: () => {} };
    this.#logged = new LoggedSpace(this.#context, app);
    this.#keys.set(app.key, { key: app.key, space: this.#logged, codec: apinator });
  }

  /**
   * Takes an upgraded socket. One that is refused is told why and closed, because a browser does not show a page
   * what an HTTP answer to an upgrade says. `evenIfFull` is for the server's own probe: being full is no illness.
   */
  accept(wire: Wire, handshake: Handshake, { evenIfFull = false } = {}): Peer {
    const known = this.#keys.get(handshake.key);
    const refusal = this.#refusal(handshake, known?.space, evenIfFull);
    if (refusal !== undefined || !known)
      return this.#refuse(wire, known?.codec ?? CODECS[guessDialect(handshake)], refusal ?? 4001);
    const { space, codec } = known;
    const connection = new Connection(space, wire, known, isOurClient(handshake));
    space.connected(connection, handshake);
    connection.send(codec.connectionEstablished(connection.socketId));
    return connection;
  }

  /** Entries were committed to these channels. Names are all there is to tell: what happened is read from the log. */
  wake(channels: Iterable<string>): void {
    this.#logged.wake(channels);
  }

  /** Hosts an outside app from now on, or takes over what changed about it. Throws if another app has one of its keys. */
  putApp(app: HostedApp): void {
    const space = this.#hosted.get(app.id);
    for (const { key } of app.keys) {
      const owner = this.#keys.get(key)?.space;
      if (owner && owner !== space) throw new Error(`The key ${key} belongs to another app`);
    }
    const kept = space ?? new HostedSpace(this.#context, app, this.#edges);
    this.#hosted.set(app.id, kept);
    this.#forgetKeys(kept);
    for (const { key, dialect } of app.keys)
      this.#keys.set(key, { key, space: kept, codec: CODECS[dialect] });
    kept.configure(app);
  }

  /** Hosts an app no longer: its sockets are closed with 4001. */
  removeApp(id: string): void {
    const space = this.#hosted.get(id);
    if (!space) return;
    this.#hosted.delete(id);
    this.#forgetKeys(space);
    space.close();
  }

  /** The channels of a hosted app; undefined for the desk's own, on which nobody can publish. */
  hosted(id: string): HostedChannels | undefined {
    return this.#hosted.get(id);
  }

  /** Does what time demands: pings, drops the dead and the stuck, polls the log, drains. Call it every second. */
  sweep(): void {
    const now = this.#context.clock.now();
    for (const space of this.#spaces()) {
      for (const connection of space.connections) connection.sweep(now);
      space.sweep(now);
    }
    this.#context.closing.sweep();
    this.#context.deadlines.sweep();
    this.#drainSlice(now);
  }

  /**
   * Refuses newcomers and closes everybody with 4200, evenly over `ms`, so that the servers that stay are not stormed.
   * Zero closes all at once; otherwise each sweep closes its slice.
   */
  drain(ms: number): void {
    const from = this.#context.clock.now();
    this.#drain = { from, until: from + ms, connections: this.#connections() };
    this.#drainSlice(from);
  }

  /** How many there are at this moment, counted from what is held: all zero when everybody has gone. */
  stats() {
    const sum = {
      connections: 0,
      subscriptions: 0,
      channels: 0,
      closing: this.#context.closing.size,
      awaited: this.#context.deadlines.size,
    };
    const total: typeof sum & Record<string, number> = sum;
    for (const space of this.#spaces())
      for (const [what, count] of Object.entries(space.stats())) total[what] = (total[what] ?? 0) + count;
    return total;
  }

  /** Bytes that wait for peers to read them. */
  bufferedBytes(): number {
    let bytes = 0;
    for (const space of this.#spaces())
      for (const { bufferedBytes } of space.connections) bytes += bufferedBytes;
    return bytes;
  }

  #spaces(): Space[] {
    return [this.#logged, ...this.#hosted.values()];
  }

  #connections(): number {
    let sum = this.#logged.connections.size;
    for (const { connections } of this.#hosted.values()) sum += connections.size;
    return sum;
  }

  #forgetKeys(space: Space): void {
    for (const [key, known] of this.#keys) if (known.space === space) this.#keys.delete(key);
  }

  #refusal(handshake: Handshake, space: Space | undefined, evenIfFull: boolean): SocketErrorCode | undefined {
    // Not 4200: who is to come back at once would stand before the same closing door.
    if (this.#drain) return 4100;
    const fault = judgeHandshake(handshake);
    if (fault !== undefined) return fault;
    if (handshake.key === "") return 4005;
    if (!space) return 4001;
    const refusal = space.refusal(handshake);
    if (refusal !== undefined) return refusal;
    const isFull = !evenIfFull && this.#connections() >= this.#context.limits.connections;
    return isFull ? 4100 : undefined;
  }

  #refuse(wire: Wire, codec: Codec, refusal: SocketErrorCode): Peer {
    const { closing } = this.#context;
    const ignore = () => {};
    try {
      wire.sendText(codec.error(refusal, SOCKET_ERRORS[refusal]));
    } catch {
      // Whoever has gone already needs no reason.
    }
    closing.begin(wire, refusal, SOCKET_ERRORS[refusal]);
    return { receive: ignore, receivedPong: ignore, drained: ignore, closed: () => closing.ended(wire) };
  }

  #drainSlice(now: number): void {
    if (!this.#drain) return;
    const { from, until, connections } = this.#drain;
    const share = now >= until ? 0 : (until - now) / (until - from);
    let leaving = this.#connections() - Math.floor(connections * share);
    for (const space of this.#spaces())
      for (const connection of space.connections) {
        if (leaving-- <= 0) return;
        connection.end(4200);
      }
  }
}
