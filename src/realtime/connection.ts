import { channelKind } from "../protocol/channels.ts";
import { type Codec, MalformedFrame } from "../protocol/codec.ts";
import { mayComeBack, SOCKET_ERRORS, type SocketErrorCode } from "../protocol/errors.ts";
import type { ClientFrame } from "../protocol/frames.ts";
import { Allowance } from "./allowance.ts";
import type { SubscribeFrame } from "./authorize.ts";
import type { Channel, Subscription } from "./channel.ts";
import type { Peer } from "./peer.ts";
import type { Wire } from "./ports.ts";
import { Pulse } from "./pulse.ts";
import { newSocketId } from "./socket-id.ts";
import type { Space } from "./space.ts";

/** A key of an app and the dialect that it speaks. */
export interface AppKey {
  readonly key: string;
  readonly codec: Codec;
}

/** Above this a socket gets no signals any more: they are the first thing that can be spared. */
const SIGNAL_BUFFER_MAX_BYTES = 256 * 1024;

/** Our client hears the tops of its channels this often, so that it notices a lost frame by itself. */
const POSITIONS_EVERY_MS = 45_000;

/** A dashboard asks for a thousand channels, each since a position, when it comes back; a flood goes on and on. */
const FRAMES = new Allowance(6_000, 100);
/** To ask for the past costs so much more, since it makes the server read and send a lot. */
const CATCH_UP_COST = 4;
/** And to come to a presence channel, since everybody on it is told, and told again when one goes. */
const PRESENCE_COST = 10;
/** To send a malformed frame costs so much more, so that twenty at once are too many. */
const MALFORMED_COST = 300;

/** One accepted socket: decodes what comes, orders what goes, and knows when it is over. */
export class Connection implements Peer {
  readonly socketId = newSocketId();
  /** The key with which it came. */
  readonly key: string;
  readonly codec: Codec;
  /** Whether the client is our own, which understands more than others do. */
  readonly ours: boolean;
  readonly #space: Space;
  readonly #wire: Wire;
  readonly #pulse: Pulse;
  /** When anything came in last. It is here, and the two numbers below, because each signal asks for them. */
  #heardAt: number;
  #framesUsed = 0;
  #signalsUsed = 0;
  /** How much was ever written, in UTF-16 code units, which are never more than the bytes. */
  #written = 0;
  /** Most connections hold one subscription, and need no map to find it. */
  #subscription: Subscription | undefined;
  #subscriptions: Map<string, Subscription> | undefined;
  #outbox: string | string[] | undefined;
  /** False only while all that was written is known to have gone straight to the system. */
  #mayWait = true;
  #open = true;
  /** When to tell the positions next; infinitely far for clients that would not understand. */
  #positionsAt: number;

  constructor(space: Space, wire: Wire, { key, codec }: AppKey, ours: boolean) {
    const now = space.context.clock.now();
    this.#space = space;
    this.#wire = wire;
    this.key = key;
    this.codec = codec;
    this.ours = ours;
    this.#pulse = new Pulse(wire, now, space.connections.size);
    this.#heardAt = now;
    this.#positionsAt = ours ? now + POSITIONS_EVERY_MS : Number.POSITIVE_INFINITY;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  receive(text: string): void {
    if (!this.#open) return;
    const now = this.#now();
    this.#heardAt = now;
    try {
      if (!this.#mayCost(1)) return this.#flooded();
      const frame = this.codec.decode(text);
      if (frame.kind === "subscribe" && !this.#mayCost(costOf(frame))) return this.#flooded();
      this.#handle(frame);
    } catch (cause) {
      if (cause instanceof MalformedFrame) return this.#malformed(cause);
      this.#space.context.faults.report("A frame could not be handled", cause);
      this.end(4100);
    }
  }

  receivedPong(): void {
    this.#heardAt = this.#now();
  }

  drained(): void {
    this.#pulse.drained(this.#now());
  }

  closed(clean: boolean): void {
    this.#space.context.closing.ended(this.#wire);
    this.#detach(clean);
  }

  /** Sends frames in order, after everything sent or enqueued before. */
  send(frame: string, following: readonly string[] = NONE): void {
    // Frames that are sent while a frame of the peer's is handled are corked, and nobody is told what became of them.
    this.#mayWait = true;
    if (this.#outbox === undefined && following.length === 0) return this.#write(frame);
    this.#hold(frame);
    for (const one of following) this.#hold(one);
    this.flush();
  }

  /** Holds a frame until what is outgoing is handed over. */
  enqueue(frame: string): void {
    if (!this.#open) return;
    if (this.#outbox === undefined) this.#space.context.outgoing.add(this);
    this.#hold(frame);
  }

  /** Writes what was enqueued. A frame that the socket refuses is lost, so the client must come back and catch up. */
  flush(): void {
    const outbox = this.#outbox;
    this.#outbox = undefined;
    if (outbox === undefined || !this.#open) return;
    if (typeof outbox === "string") return this.#write(outbox);
    this.#mayWait = true;
    try {
      this.#wire.cork(() => {
        for (const frame of outbox) this.#write(frame);
      });
    } catch {
      this.terminate();
    }
  }

  /** Holds a frame that may be lost, unless the peer is behind already. */
  offer(frame: string): void {
    if (this.#isBehind()) this.#space.context.meter.dropped("signal_behind");
    else this.enqueue(frame);
  }

  /** What waits for the peer to read it. */
  get bufferedBytes(): number {
    try {
      return this.#wire.getBufferedAmount();
    } catch {
      return 0;
    }
  }

  /** Takes the signal just received from what the connection may send. */
  maySignal(signals: Allowance): boolean {
    const used = signals.take(this.#signalsUsed, 1, this.#heardAt);
    if (used === undefined) return false;
    this.#signalsUsed = used;
    return true;
  }

  /** Tells the peer what it did wrong; the connection goes on. */
  warn(code: SocketErrorCode, message: string = SOCKET_ERRORS[code]): void {
    this.send(this.codec.error(code, message));
  }

  /** Tells the peer why and closes. Everything the connection held is given back at once. */
  end(code: SocketErrorCode, message: string = SOCKET_ERRORS[code]): void {
    if (!this.#open) return;
    this.warn(code, message);
    if (!this.#open) return;
    // Who is told to come back has not left.
    this.#detach(!mayComeBack(code));
    this.#space.context.closing.begin(this.#wire, code, message);
  }

  /** Drops the connection without a word. */
  terminate(): void {
    if (!this.#open) return;
    this.#detach(false);
    try {
      this.#wire.terminate();
    } catch (cause) {
      this.#space.context.faults.report("A socket could not be dropped", cause);
    }
  }

  /** Judges the peer by what it did lately; called every second or so. */
  sweep(now: number): void {
    const verdict = this.#judge(now);
    if (verdict !== "well") this.#space.context.meter.dropped(`socket_${verdict}`);
    if (verdict === "stuck") return this.terminate();
    if (verdict === "silent") return this.end(4201);
    if (now >= this.#positionsAt) this.#tellPositions(now);
  }

  subscription(channel: string): Subscription | undefined {
    if (this.#subscription?.channel.name === channel) return this.#subscription;
    return this.#subscriptions?.get(channel);
  }

  get subscriptionCount(): number {
    return (this.#subscription ? 1 : 0) + (this.#subscriptions?.size ?? 0);
  }

  /** The channel must not be held already. */
  hold(subscription: Subscription): void {
    if (this.#subscription) (this.#subscriptions ??= new Map()).set(subscription.channel.name, subscription);
    else this.#subscription = subscription;
  }

  release(channel: Channel): void {
    if (this.#subscription?.channel === channel) this.#subscription = undefined;
    else this.#subscriptions?.delete(channel.name);
  }

  *#held(): Generator<Subscription> {
    if (this.#subscription) yield this.#subscription;
    if (this.#subscriptions) yield* this.#subscriptions.values();
  }

  #handle(frame: ClientFrame): void {
    switch (frame.kind) {
      case "ping":
        return this.send(this.codec.pong());
      case "pong":
        return;
      case "subscribe":
        return this.#space.subscribe(this, frame);
      case "unsubscribe":
        return this.#space.unsubscribe(this, frame.channel);
      case "client-event":
        return this.#space.signal(this, frame);
      case "signin":
        return this.#space.signIn(this, frame);
    }
  }

  #hold(frame: string): void {
    if (this.#outbox === undefined) this.#outbox = frame;
    else if (typeof this.#outbox === "string") this.#outbox = [this.#outbox, frame];
    else this.#outbox.push(frame);
  }

  /** Asks the wire only when it may have something to tell: there are many signals, and nobody of theirs is behind. */
  #isBehind(): boolean {
    if (!this.#mayWait) return false;
    const { bufferedBytes } = this;
    this.#mayWait = bufferedBytes > 0;
    return bufferedBytes > SIGNAL_BUFFER_MAX_BYTES;
  }

  #flooded(): void {
    this.end(4100, "Too many frames; come back more slowly");
  }

  /** Takes what the frame just received costs from what the connection may send. */
  #mayCost(cost: number): boolean {
    const used = FRAMES.take(this.#framesUsed, cost, this.#heardAt);
    if (used === undefined) return false;
    this.#framesUsed = used;
    return true;
  }

  #malformed({ message }: MalformedFrame): void {
    if (this.#mayCost(MALFORMED_COST)) this.warn(4200, message);
    else this.end(4100, "Too many malformed frames");
  }

  #write(frame: string): void {
    if (!this.#open) return;
    try {
      this.#written += frame.length;
      const sent = this.#wire.sendText(frame);
      if (sent < 0) this.#mayWait = true;
      if (sent !== 0) return;
    } catch {
      // The port forbids it, and yet one broken socket must not stop a fan-out to a thousand.
    }
    this.#space.context.meter.dropped("socket_full");
    this.terminate();
  }

  #judge(now: number): ReturnType<Pulse["judge"]> {
    try {
      return this.#pulse.judge(now, { heardAt: this.#heardAt, written: this.#written });
    } catch {
      return "stuck";
    }
  }

  #tellPositions(now: number): void {
    this.#positionsAt = now + POSITIONS_EVERY_MS;
    const tops: Record<string, number> = {};
    for (const { state, channel } of this.#held())
      if (state === "live" && channel.cursor >= 0) tops[channel.name] = channel.cursor;
    if (Object.keys(tops).length > 0) this.send(this.codec.positions(tops));
  }

  #detach(clean: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    this.#outbox = undefined;
    const subscriptions = [...this.#held()];
    this.#subscription = undefined;
    this.#subscriptions = undefined;
    this.#space.disconnected(this, subscriptions, clean);
  }

  #now(): number {
    return this.#space.context.clock.now();
  }
}

const NONE: readonly string[] = [];

/** What a subscription costs beyond being a frame. */
function costOf({ channel, since }: SubscribeFrame): number {
  const isPresence = channelKind(channel) === "presence";
  return (since === undefined ? 0 : CATCH_UP_COST) + (isPresence ? PRESENCE_COST : 0);
}
