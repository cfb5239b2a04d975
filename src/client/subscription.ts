import type { Position } from "../protocol/resources.ts";
import type { Frame } from "./frame.ts";

/** What a subscriber is told. None of these may throw. */
export interface Subscriber {
  /** An event. Those with a `seq` come in its order, each once, none missing. */
  event?(event: string, data: unknown, seq: number | undefined): void;
  /** A client event of another socket. `userId` is the sender as the server verified it, perhaps this very person. */
  signal?(event: string, data: unknown, userId: string | undefined): void;
  /**
   * Subscribed, again or for the first time; `data` is the server's answer. Unless `recovered`, what happened before is
   * not told: load the state anew, it will be at the subscription's `position` or later.
   */
  joined?(recovered: boolean, data: Record<string, unknown>): void;
  /** The subscription is over and won't come back: `status` as HTTP knows it, 403 when access was refused or lost. */
  ended?(status: number): void;
}

/** The right to join a channel, bound to one connection. */
export interface Authorization {
  auth?: string;
  channel_data?: string;
}

/**
 * One channel as one client follows it.
 *
 *   seq == last + 1   apply
 *   seq <= last       seen already, drop
 *   seq >  last + 1   a gap: subscribe again since `last`; what follows will fit
 */
export class Subscription {
  readonly channel: string;
  /** Everything up to here was told to the subscriber; undefined on channels without a log. */
  position: Position | undefined;
  /** Joined, and nothing asked that is not answered. */
  live = false;
  /** Until there is one, the server has not been asked: what comes is an answer to a former subscription. */
  authorization: Authorization | undefined;
  readonly #subscriber: Subscriber;
  readonly #send: (event: string, data: unknown, channel?: string) => boolean;

  constructor(
    channel: string,
    subscriber: Subscriber,
    since: Position | undefined,
    send: (event: string, data: unknown, channel?: string) => boolean,
  ) {
    this.channel = channel;
    this.position = since;
    this.#subscriber = subscriber;
    this.#send = send;
  }

  /** Sends a client event to the others on the channel; false when not subscribed just now: it is then lost. */
  signal(event: string, data: unknown = {}): boolean {
    return this.live && this.#send(event, data, this.channel);
  }

  /** Joins on the present connection, for which `authorization` was given. */
  join(authorization: Authorization): void {
    this.authorization = authorization;
    this.#ask();
  }

  /** The connection is gone, and the authorisation with it. */
  lost(): void {
    this.live = false;
    this.authorization = undefined;
  }

  end(status: number): void {
    this.lost();
    this.#subscriber.ended?.(status);
  }

  receive({ event, data, seq, user_id }: Frame): void {
    if (event === "realtime:subscription_succeeded") this.#joined(data);
    else if (seq === undefined || !this.position) {
      if (event.startsWith("client-")) this.#subscriber.signal?.(event, data, user_id);
      else this.#subscriber.event?.(event, data, seq);
    } else if (seq === this.position.seq + 1) {
      this.position = { epoch: this.position.epoch, seq };
      // A number that is only counted: its event is for others.
      if (event !== "realtime:skipped") this.#subscriber.event?.(event, data, seq);
    } else this.compare(seq);
  }

  /** Catches up when the channel's log has grown beyond what arrived here. */
  compare(top: unknown): void {
    if (this.live && this.position && Number(top) > this.position.seq) this.#ask();
  }

  #ask(): void {
    this.live = false;
    this.#send("realtime:subscribe", { channel: this.channel, ...this.authorization, since: this.position });
  }

  #joined(data: Frame["data"]): void {
    const { seq, epoch } = data;
    const recovered = data["recovered"] === true;
    this.live = true;
    // The position told to a recovered subscription may lie beyond what is yet to be replayed: ours stands.
    if (!recovered && typeof seq === "number" && typeof epoch === "string") this.position = { epoch, seq };
    this.#subscriber.joined?.(recovered, data);
  }
}
