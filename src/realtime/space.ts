import { isChannelName } from "../protocol/channels.ts";
import type { SocketErrorCode } from "../protocol/errors.ts";
import type { ClientEvent, ClientFrame, Since } from "../protocol/frames.ts";
import { type Authorized, authorize, type Refusal, type SubscribeFrame } from "./authorize.ts";
import { Channel, Subscription } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";
import type { Handshake } from "./handshake.ts";
import { DEFAULT_SIGNAL_RULES, relaySignal } from "./signal.ts";
import type { Secrets } from "./signature.ts";

export type SignInFrame = Extract<ClientFrame, { kind: "signin" }>;

/** The channels and sockets of one app. What the channels carry is the subclass's business. */
export abstract class Space {
  readonly context: Context;
  readonly connections = new Set<Connection>();
  protected readonly byName = new Map<string, Channel>();

  constructor(context: Context) {
    this.context = context;
  }

  /** The secrets with which the app's backend signs, by key. */
  protected abstract readonly secrets: Secrets;

  /** Why a socket that knows a key of this app is refused all the same. */
  abstract refusal(handshake: Handshake): SocketErrorCode | undefined;

  /** A socket was accepted. */
  connected(connection: Connection, _handshake: Handshake): void {
    this.connections.add(connection);
  }

  /** A socket is gone: forgets it and ends what it was subscribed to. */
  disconnected(connection: Connection, subscriptions: Iterable<Subscription>, clean: boolean): void {
    this.connections.delete(connection);
    for (const subscription of subscriptions) this.end(subscription, clean);
  }

  /**
   * Begins a subscription, or renews the one there is, from another position perhaps. Always answered, with
   * `subscription_succeeded` or `subscription_error`.
   */
  subscribe(connection: Connection, frame: SubscribeFrame): void {
    const { channel } = frame;
    const verdict = this.judge(connection, frame);
    if ("status" in verdict)
      return connection.send(connection.codec.subscriptionError(channel, verdict.status, verdict.message));
    this.join(this.#register(connection, channel, verdict), frame.since ?? verdict.since);
  }

  /** Ends a subscription at the client's wish. There is no answer, and no such subscription is no error. */
  unsubscribe(connection: Connection, channel: string): void {
    const subscription = connection.subscription(channel);
    if (subscription) this.end(subscription, true);
  }

  /** Relays a client event. */
  signal(connection: Connection, frame: ClientEvent): void {
    relaySignal(this.context, connection, frame, DEFAULT_SIGNAL_RULES);
  }

  /** Makes a connection a user's. */
  signIn(connection: Connection, _frame: SignInFrame): void {
    connection.warn(4200, "There is nobody to sign in as: users are named by their subscriptions");
  }

  /** Does what time demands. */
  abstract sweep(now: number): void;

  /** Numbers of what is held at present; all zero when everybody has gone. */
  stats(): Record<string, number> {
    let subscriptions = 0;
    for (const { subscriptionCount } of this.connections) subscriptions += subscriptionCount;
    return { connections: this.connections.size, subscriptions, channels: this.byName.size };
  }

  /** Whether a subscription may begin, as far as that can be said at once. */
  protected judge(connection: Connection, frame: SubscribeFrame): Authorized | Refusal {
    if (!isChannelName(frame.channel)) return { status: 400, message: "This can't be the name of a channel" };
    const { subscriptionsPerConnection } = this.context.limits;
    if (!connection.subscription(frame.channel) && connection.subscriptionCount >= subscriptionsPerConnection)
      return { status: 429, message: `A connection may hold ${subscriptionsPerConnection} subscriptions` };
    return authorize(this.secrets, connection.socketId, frame);
  }

  /** The first subscription to a channel is about to begin. */
  protected opened(_channel: Channel): void {}

  /** Decides whether and where a new subscription begins, and answers it. */
  protected abstract join(subscription: Subscription, since: Since | undefined): void;

  /** The user of an admitted subscription is on the channel with one socket more or fewer. */
  protected abstract entered(subscription: Subscription): void;
  protected abstract left(subscription: Subscription, clean: boolean): void;

  /** The last subscription of a channel has ended. */
  protected emptied(channel: Channel): void {
    this.byName.delete(channel.name);
  }

  protected admit(subscription: Subscription): void {
    subscription.state = "live";
    if (subscription.admitted) return;
    subscription.admitted = true;
    this.entered(subscription);
  }

  /** Takes a subscription off its channel, wherever it stands. */
  protected end(subscription: Subscription, clean: boolean): void {
    if (subscription.state === "ended") return;
    const { channel, connection } = subscription;
    subscription.state = "ended";
    channel.subscribers.delete(subscription);
    connection.release(channel);
    if (subscription.admitted) this.left(subscription, clean);
    if (channel.subscribers.size === 0) this.emptied(channel);
  }

  #register(connection: Connection, name: string, { userId, userInfo }: Authorized): Subscription {
    let channel = this.byName.get(name);
    if (!channel) {
      channel = new Channel(name);
      this.byName.set(name, channel);
      this.opened(channel);
    }
    const former = connection.subscription(name);
    const subscription = new Subscription(connection, channel, userId, userInfo);
    channel.subscribers.add(subscription);
    // The same user renewing neither leaves nor arrives.
    if (former?.admitted && former.userId === userId) {
      subscription.admitted = true;
      former.admitted = false;
    }
    if (former) this.end(former, true);
    connection.hold(subscription);
    return subscription;
  }
}
