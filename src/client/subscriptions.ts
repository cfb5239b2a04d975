import { channelKind } from "../protocol/channels.ts";
import type { Position } from "../protocol/resources.ts";
import type { ChannelAuthorization } from "./customer-api.ts";
import type { Frame } from "./frame.ts";
import { isPassingStatus, ProblemError } from "./problem-error.ts";
import { Retry } from "./retry.ts";
import { Socket, type SocketState } from "./socket.ts";
import { type Subscriber, Subscription } from "./subscription.ts";

export interface SubscriptionsOptions {
  /** Asks for the right to join private channels, at most `batch` at once, by channel name. */
  authorize(socketId: string, channels: readonly string[]): Promise<Record<string, ChannelAuthorization>>;
  /** 100 by default. */
  batch?: number;
  onState?(state: SocketState): void;
  /** The request to join was refused as a whole because nobody is signed in. */
  onUnauthenticated?(): void;
  /** Every frame that belongs to no subscription, such as errors. */
  onFrame?(frame: Frame): void;
  quietMs?: number;
  answerMs?: number;
}

/** Of this client, as it introduces itself on the wire. */
const VERSION = "1.0.0";
/** As many as the desk authorises at once. */
const AUTHORIZATION_BATCH = 100;
/** A channel refused for the moment is asked for again as after the fourth failure: within 4 s. */
const LATER_ATTEMPT = 3;

/** All channels that one client follows over one socket; joined anew upon each connection. */
export class Subscriptions {
  readonly socket: Socket;
  readonly #options: SubscriptionsOptions;
  readonly #byChannel = new Map<string, Subscription>();
  /** To be joined on the present connection; gathered so that many are authorised by one request. */
  #joining = new Set<Subscription>();
  #retry = new Retry();

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.socket = new Socket({
      quietMs: options.quietMs,
      answerMs: options.answerMs,
      onState: (state) => this.#changed(state),
      onFrame: (frame) => this.#receive(frame),
    });
  }

  /** Connects to the engine at `baseUrl` ("" for the page's own origin) as a client of the app with this key. */
  connect(baseUrl: string, key: string): void {
    const url = (baseUrl || location.origin).replace(/^http/, "ws");
    this.socket.connect(
      `${url}/app/${encodeURIComponent(key)}?protocol=7&client=deskbell&version=${VERSION}`,
    );
  }

  disconnect(): void {
    this.socket.disconnect();
  }

  /** Follows `channel`, from `since` on if given. One subscription a channel: the former one must have ended. */
  subscribe(channel: string, subscriber: Subscriber, since?: Position | null): Subscription {
    const subscription = new Subscription(channel, subscriber, since ?? undefined, (event, data, on) =>
      this.socket.send(event, data, on),
    );
    this.#byChannel.set(channel, subscription);
    this.#join(subscription);
    return subscription;
  }

  /** Stops following; the subscriber is not told. */
  unsubscribe(subscription: Subscription): void {
    const { channel } = subscription;
    if (this.#byChannel.get(channel) !== subscription) return;
    this.#forget(subscription);
    this.socket.send("realtime:unsubscribe", { channel });
  }

  #changed(state: SocketState): void {
    this.#retry.stop();
    this.#retry = new Retry();
    this.#joining = new Set();
    for (const subscription of this.#byChannel.values()) {
      subscription.lost();
      if (state === "connected") this.#join(subscription);
    }
    this.#options.onState?.(state);
  }

  #join(subscription: Subscription): void {
    if (this.socket.state !== "connected") return;
    this.#joining.add(subscription);
    if (this.#joining.size === 1) queueMicrotask(() => this.#joinGathered());
  }

  #joinGathered(): void {
    let batch: Subscription[] = [];
    for (const subscription of this.#joining) {
      if (channelKind(subscription.channel) === "public") subscription.join({});
      else if (batch.push(subscription) === (this.#options.batch ?? AUTHORIZATION_BATCH)) {
        void this.#authorize(batch);
        batch = [];
      }
    }
    if (batch.length > 0) void this.#authorize(batch);
    this.#joining = new Set();
  }

  async #authorize(batch: readonly Subscription[]): Promise<void> {
    const { id } = this.socket;
    const names: string[] = [];
    for (const { channel } of batch) names.push(channel);
    let answers: Record<string, ChannelAuthorization> | undefined;
    let refusal = 400;
    try {
      answers = await this.#retry.answer(() => this.#options.authorize(id, names));
    } catch (error) {
      if (error instanceof ProblemError) refusal = error.status;
      // The subscriptions stay, for whoever signs in again.
      if (refusal === 401) this.#options.onUnauthenticated?.();
    }
    if (id !== this.socket.id || refusal === 401) return;
    for (const subscription of batch) {
      const answer = answers ? answers[subscription.channel] : { status: refusal };
      if (this.#byChannel.get(subscription.channel) !== subscription) continue;
      if (answer && "auth" in answer) subscription.join(answer);
      else this.#refused(subscription, answer?.status ?? 500);
    }
  }

  #receive(frame: Frame): void {
    const { event, data } = frame;
    const subscription = this.#byChannel.get(frame.channel);
    if (event === "realtime:positions") {
      for (const each of this.#byChannel.values()) each.compare(data[each.channel]);
    } else if (!subscription?.authorization) this.#options.onFrame?.(frame);
    else if (event === "realtime:unsubscribed") this.#end(subscription, 403);
    else if (event === "realtime:subscription_error") this.#refused(subscription, Number(data["status"]));
    else subscription.receive(frame);
  }

  #refused(subscription: Subscription, status: number): void {
    if (isPassingStatus(status)) void this.#joinLater(subscription);
    else this.#end(subscription, status);
  }

  async #joinLater(subscription: Subscription): Promise<void> {
    const { id } = this.socket;
    await this.#retry.pause(undefined, LATER_ATTEMPT);
    if (id === this.socket.id && this.#byChannel.get(subscription.channel) === subscription)
      this.#join(subscription);
  }

  #end(subscription: Subscription, status: number): void {
    this.#forget(subscription);
    subscription.end(status);
  }

  #forget(subscription: Subscription): void {
    this.#byChannel.delete(subscription.channel);
    this.#joining.delete(subscription);
    subscription.lost();
  }
}
