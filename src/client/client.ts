import { channelKind, isChannelName } from "../protocol/channels.ts";
import type { Position } from "../protocol/resources.ts";
import { addressOf } from "./address-of.ts";
import { Bindings } from "./bindings.ts";
import { Channel } from "./channel.ts";
import {
  type AuthHeaders,
  type ChannelAuthorizer,
  dependable,
  endpointAuthorizer,
  takesBatches,
} from "./channel-authorizer.ts";
import type { ChannelAuthorization } from "./customer-api.ts";
import { guarded } from "./guarded.ts";
import { Listeners } from "./listeners.ts";
import type { SocketState } from "./socket.ts";
import { Subscriptions } from "./subscriptions.ts";

export type { EventListener, EventMeta, GlobalListener } from "./bindings.ts";
export type { Channel } from "./channel.ts";
export type { AuthHeaders, ChannelAuthorizer } from "./channel-authorizer.ts";
export type { ChannelAuthorization } from "./customer-api.ts";
export type { History, Kept } from "./history.ts";
export type { Member, Members } from "./members.ts";
export { OfflineError, ProblemError } from "./problem-error.ts";
export type { SocketState } from "./socket.ts";
export type { Typing } from "./typing.ts";

export interface ClientOptions {
  /** The app's public key, of either dialect. */
  key: string;
  /** The server, such as `https://chat.example.com`; the page's own origin by default. Without a scheme it is https, on this machine http. */
  host?: string;
  /** Where the app's backend signs for private and presence channels: gets `{socket_id, channel_name}` as JSON, answers `{auth, channel_data?}`. */
  authEndpoint?: string;
  /** The endpoint takes `{socket_id, channels: […]}` too; true by default for a desk's own endpoint. */
  authInBatches?: boolean;
  /** Sent to the endpoint, such as a token that says who asks. Asked for anew upon each request when it is a function. */
  authHeaders?: AuthHeaders | (() => AuthHeaders | Promise<AuthHeaders>);
  /** Signs in the endpoint's place, up to 100 channels at once. */
  authorize?: ChannelAuthorizer;
}

/**
 * The browser's side of an app: one connection that comes back by itself, and the channels on it. It connects upon the first
 * subscription, or `connect()`. After a lost connection every channel is joined anew; those that count go on where they were, and
 * `recovered` of `realtime:subscription_succeeded` tells whether anything was missed.
 *
 * Its own listeners hear of every channel, and of the connection, such as `realtime:error` with `{code, message}`.
 */
export class Client extends Bindings {
  readonly #options: ClientOptions;
  readonly #subscriptions: Subscriptions;
  readonly #authorize: ChannelAuthorizer | undefined;
  readonly #channels = new Map<string, Channel>();
  readonly #stateListeners = new Listeners();
  /** Stopped on purpose: subscriptions wait for `connect()`. */
  #stopped = false;

  constructor(options: ClientOptions) {
    super();
    this.#options = options;
    const { authEndpoint = "", authInBatches, authHeaders } = options;
    const endpoint = { authEndpoint, authInBatches, authHeaders };
    const authorize = options.authorize ?? (authEndpoint ? endpointAuthorizer(endpoint) : undefined);
    this.#authorize = authorize && dependable(authorize);
    this.#subscriptions = new Subscriptions({
      // What befalls one channel must not keep the others from being joined.
      ...(options.authorize || takesBatches(endpoint) ? {} : { batch: 1 }),
      authorize: (socketId, names) => this.#authorizeNoting(socketId, names),
      onState: (state) => {
        if (state !== "connected") for (const channel of this.#channels.values()) channel.lost();
        this.#stateListeners.tell();
      },
      onFrame: ({ event, data, channel }) => {
        // What is under way of a channel that was left is no news of the connection.
        if (!channel) this.emit(event, data);
      },
    });
  }

  /** idle, connecting, connected, waiting (lost, comes back by itself), offline (the same, without a network) or refused. */
  get state(): SocketState {
    return this.#subscriptions.socket.state;
  }

  /** The server's name for the connection, to leave this client out of what its own doings publish; "" unless connected. */
  get socketId(): string {
    return this.#subscriptions.socket.id;
  }

  /** Calls `listener` after each change of `state`; returns a function that stops it. */
  onState(listener: (state: SocketState) => void): () => void {
    return this.#stateListeners.add(() => guarded(() => listener(this.state)));
  }

  /** Connects, also after `disconnect()` or a refusal. Harmless while it runs. */
  connect(): void {
    this.#stopped = false;
    this.#subscriptions.connect(addressOf(this.#options.host ?? location.origin), this.#options.key);
  }

  /** Disconnects; the subscriptions stay and go on after `connect()`. */
  disconnect(): void {
    this.#stopped = true;
    this.#subscriptions.disconnect();
  }

  /**
   * Joins a channel, or returns it if that was asked before. With `since` a channel that counts goes on from that
   * position. Throws for a name that is none, and for private and presence channels without anybody to sign for them.
   */
  subscribe(name: string, { since }: { since?: Position } = {}): Channel {
    const known = this.#channels.get(name);
    if (known) return known;
    if (!isChannelName(name)) throw new Error(`${String(name)} can't be the name of a channel`);
    if (channelKind(name) !== "public" && !this.#authorize)
      throw new Error(`Give the client an authEndpoint, or authorize, to join ${name}`);
    const channel = new Channel(name, (event, data, meta) => this.emit(event, data, meta));
    this.#channels.set(name, channel);
    const ended = () => this.#channels.delete(name);
    channel.follow(this.#subscriptions.subscribe(name, channel.subscriber(ended), since));
    if (!this.#stopped) this.connect();
    return channel;
  }

  /** Leaves a channel; its listeners hear nothing any more. Harmless when it was not joined. */
  unsubscribe(name: string): void {
    const channel = this.#channels.get(name);
    this.#channels.delete(name);
    channel?.leave(this.#subscriptions);
  }

  /** A channel that was subscribed to; undefined also after it was refused or taken away. */
  channel(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  /** Only what was signed says which of a presence channel's members we are, in both dialects. */
  async #authorizeNoting(
    socketId: string,
    names: readonly string[],
  ): Promise<Record<string, ChannelAuthorization>> {
    const answers = (await this.#authorize?.(socketId, names)) ?? {};
    for (const name of names) {
      const answer = answers[name];
      if (answer && "auth" in answer) this.#channels.get(name)?.signedAs(answer.channel_data);
    }
    return answers;
  }
}
