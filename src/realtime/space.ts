import { isChannelName } from "../protocol/channels.ts";
import type { Since } from "../protocol/frames.ts";
import { authorize, type SubscribeFrame } from "./authorize.ts";
import { Channel, Subscription } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";
import { type ClientEventFrame, relaySignal } from "./signal.ts";
import type { Secrets } from "./signature.ts";

/** The channels and sockets of one app. What the channels carry is the subclass's business. */
export abstract class Space {
  readonly context: Context;
  readonly connections = new Set<Connection>();
  protected readonly channels = new Map<string, Channel>();
  protected readonly secrets: Secrets;

  constructor(context: Context, secrets: Secrets) {
    this.context = context;
    this.secrets = secrets;
  }

  /**
   * Begins a subscription, or renews the one there is, from another position perhaps. Always answered, with
   * `subscription_succeeded` or `subscription_error`.
   */
  subscribe(connection: Connection, frame: SubscribeFrame): void {
    const { channel } = frame;
    const refuse = (status: number, message: string) =>
      connection.send(connection.codec.subscriptionError(channel, status, message));
    if (!isChannelName(channel)) return refuse(400, "This can't be the name of a channel");
    const verdict = authorize(this.secrets, connection.socketId, frame);
    if ("status" in verdict) return refuse(verdict.status, verdict.message);
    const former = connection.subscription(channel);
    const { subscriptionsPerConnection } = this.context.limits;
    if (!former && connection.subscriptionCount >= subscriptionsPerConnection)
      return refuse(429, `A connection may hold ${subscriptionsPerConnection} subscriptions`);
    this.join(this.#register(connection, channel, verdict.userId, former), frame.since);
  }

  /** Ends a subscription at the client's wish. There is no answer, and no such subscription is no error. */
  unsubscribe(connection: Connection, channel: string): void {
    const subscription = connection.subscription(channel);
    if (subscription) this.end(subscription, true);
  }

  /** Relays a client event. */
  signal(connection: Connection, frame: ClientEventFrame): void {
    relaySignal(connection, frame);
  }

  /** Forgets a connection and ends what it was subscribed to. */
  disconnected(connection: Connection, subscriptions: Iterable<Subscription>, clean: boolean): void {
    this.connections.delete(connection);
    for (const subscription of subscriptions) this.end(subscription, clean);
  }

  /** Decides whether and where a new subscription begins, and answers it. */
  protected abstract join(subscription: Subscription, since: Since | undefined): void;

  /** The user of an admitted subscription is on the channel with one socket more or fewer. */
  protected abstract entered(subscription: Subscription): void;
  protected abstract left(subscription: Subscription, clean: boolean): void;

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
    if (channel.subscribers.size === 0) this.channels.delete(channel.name);
    if (subscription.admitted) this.left(subscription, clean);
  }

  #register(
    connection: Connection,
    name: string,
    userId: string | undefined,
    former: Subscription | undefined,
  ): Subscription {
    let channel = this.channels.get(name);
    if (!channel) {
      channel = new Channel(name);
      this.channels.set(name, channel);
    }
    const subscription = new Subscription(connection, channel, userId);
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
