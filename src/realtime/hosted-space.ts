import { channelKind, isCacheChannel, isEncryptedChannel, serverToUserOf } from "../protocol/channels.ts";
import { isReservedEvent, MalformedFrame } from "../protocol/codec.ts";
import type { SocketErrorCode } from "../protocol/errors.ts";
import type { ClientEvent, PresenceState, Since } from "../protocol/frames.ts";
import { Allowance } from "./allowance.ts";
import type { Authorized, Refusal, SubscribeFrame } from "./authorize.ts";
import { Encoded } from "./broadcast.ts";
import type { Channel, Subscription } from "./channel.ts";
import type { Connection } from "./connection.ts";
import { Contents } from "./contents.ts";
import type { Context } from "./context.ts";
import type { Handshake } from "./handshake.ts";
import type {
  ChannelState,
  EdgeDetail,
  Edges,
  HostedApp,
  HostedChannels,
  Publication,
} from "./hosted-app.ts";
import { judgeMember } from "./judge-member.ts";
import { Occupancy } from "./occupancy.ts";
import type { Presence } from "./presence.ts";
import { readUser, signInText } from "./sign-in.ts";
import { DEFAULT_SIGNAL_RULES, relaySignal, signalText } from "./signal.ts";
import { type Secrets, secretsOf, verifyAuth } from "./signature.ts";
import { type SignInFrame, Space } from "./space.ts";
import { Strangers } from "./strangers.ts";
import { SubscriptionCounts } from "./subscription-counts.ts";
import { Users } from "./users.ts";

/** Tells a client of ours the number of an event that is not for it, or it would look for the missing one. */
const SKIPPED_EVENT = "realtime:skipped";

/** An outside app: its channels carry what its backend publishes, and what its clients signal. */
export class HostedSpace extends Space implements HostedChannels {
  protected secrets: Secrets = new Map();
  #app: HostedApp;
  #signalRules = DEFAULT_SIGNAL_RULES;
  readonly #edges: Edges;
  readonly #contents: Contents;
  readonly #occupancy: Occupancy;
  readonly #counts: SubscriptionCounts;
  readonly #users = new Users();
  readonly #strangers: Strangers;
  /** Of which origin the pages are that connected: the app may come to think otherwise of one. */
  readonly #origins = new Map<Connection, string>();
  /** Cache channels whose emptiness was told since the last sweep: many may come at once. */
  readonly #missesTold = new Set<string>();

  constructor(context: Context, app: HostedApp, edges: Edges) {
    super(context);
    this.#app = app;
    this.#edges = edges;
    const isOccupied = (channel: string) => this.byName.has(channel);
    this.#contents = new Contents(context.clock, () => this.#app.settings, isOccupied);
    this.#strangers = new Strangers(context.clock);
    this.#occupancy = new Occupancy({
      context,
      tell: ({ name }, edge) => this.#tell(name, edge),
      vacated: ({ name }) => {
        this.byName.delete(name);
        this.#contents.vacated(name);
      },
    });
    this.#counts = new SubscriptionCounts(context, ({ name, subscribers }) =>
      this.#tell(name, { kind: "subscription_count", count: subscribers.size }),
    );
    this.configure(app);
  }

  /** Takes changed settings and keys over. Whose key or origin is gone has to go, and everybody when the app is switched off. */
  configure(app: HostedApp): void {
    this.#app = app;
    this.secrets = secretsOf(app.keys, this.context.hmac);
    const { clientEventsPerSecond: perSecond, eventBytesMax } = app.settings;
    this.#signalRules = { allowance: new Allowance(perSecond, perSecond), dataMaxBytes: eventBytesMax };
    for (const connection of this.connections)
      if (!app.settings.enabled) connection.end(4003);
      else if (!this.secrets.has(connection.key)) connection.end(4001);
      else if (!this.#allows(this.#origins.get(connection))) connection.end(4009);
  }

  refusal({ origin }: Handshake): SocketErrorCode | undefined {
    const { enabled, connectionsMax } = this.#app.settings;
    if (!enabled) return 4003;
    if (!this.#allows(origin)) return 4009;
    return this.connections.size >= connectionsMax ? 4100 : undefined;
  }

  override connected(connection: Connection, handshake: Handshake): void {
    super.connected(connection, handshake);
    if (handshake.origin !== undefined) this.#origins.set(connection, handshake.origin);
    if (this.#app.settings.requireUser) this.#strangers.watch(connection);
  }

  override disconnected(connection: Connection, subscriptions: Iterable<Subscription>, clean: boolean): void {
    super.disconnected(connection, subscriptions, clean);
    this.#strangers.forget(connection);
    this.#origins.delete(connection);
    this.#users.signOut(connection);
  }

  publish(publications: readonly Publication[]): void {
    const { clock, outgoing } = this.context;
    let sockets = 0;
    for (const publication of publications)
      if (isReservedEvent(publication.event))
        this.context.faults.report("An event with a reserved name was not published");
      else sockets += this.#deliver(publication);
    outgoing.measure(sockets, clock.now());
    outgoing.soon();
  }

  channels(prefix: string): ChannelState[] {
    return [...this.byName.values()]
      .filter(({ name, subscribers }) => subscribers.size > 0 && name.startsWith(prefix))
      .filter(({ name }) => serverToUserOf(name) === undefined)
      .map(({ name }) => this.channel(name));
  }

  channel(name: string): ChannelState {
    const channel = this.byName.get(name);
    const state = { name, subscriptions: channel?.subscribers.size ?? 0 };
    const users = { users: this.#presence(name)?.size ?? 0 };
    const cached = this.#contents.cached(name);
    const ttl = Math.ceil(((cached?.until ?? 0) - this.context.clock.now()) / 1_000);
    return {
      ...state,
      ...(channelKind(name) === "presence" ? users : {}),
      ...(isCacheChannel(name) ? { cache: cached ? { data: cached.data, ttl } : null } : {}),
    };
  }

  users(name: string): string[] {
    return [...(this.#presence(name)?.infos.keys() ?? [])];
  }

  terminateConnections(userId: string): void {
    for (const connection of this.#users.connectionsOf(userId))
      connection.end(4009, "The connections of this user were ended");
  }

  override signal(connection: Connection, frame: ClientEvent): void {
    const { channel, event } = frame;
    if (!this.#app.settings.clientEvents)
      return connection.warn(4303, "Client events are switched off for this app");
    if (isEncryptedChannel(channel)) return connection.warn(4303, "Encrypted channels take no client events");
    if (!relaySignal(this.context, connection, frame, this.#signalRules)) return;
    const userId = connection.subscription(channel)?.userId;
    const { socketId } = connection;
    this.#tell(channel, { kind: "client_event", event, data: signalText(frame), socketId, userId });
  }

  override signIn(connection: Connection, { auth, userData }: SignInFrame): void {
    if (!verifyAuth(this.secrets, auth, signInText(connection.socketId, userData)))
      return connection.end(4009, "The signature does not fit this socket and user data");
    try {
      const { user, isCut } = readUser(userData);
      const present = this.#users.of(connection);
      if (present && present.id !== user.id)
        return connection.end(4009, "This connection is signed in as somebody else");
      connection.send(connection.codec.signedIn(userData));
      this.#strangers.forget(connection);
      // A socket that did not take the answer is gone by now.
      if (!present && connection.isOpen) this.#users.signIn(connection, user);
      if (isCut) connection.warn(4302);
    } catch (cause) {
      if (!(cause instanceof MalformedFrame)) throw cause;
      connection.end(4009, cause.message);
    }
  }

  /** All who are connected have to go, since the app is no more. */
  close(): void {
    for (const connection of this.connections) connection.end(4001);
  }

  sweep(): void {
    this.#strangers.sweep();
    this.#occupancy.sweep();
    this.#counts.sweep();
    this.#contents.sweep();
    this.#missesTold.clear();
  }

  override stats() {
    return {
      ...super.stats(),
      occupancies: this.#occupancy.size,
      counts: this.#counts.size,
      users: this.#users.size,
      strangers: this.#strangers.size,
      origins: this.#origins.size,
      contents: this.#contents.size,
    };
  }

  protected override judge(connection: Connection, frame: SubscribeFrame): Authorized | Refusal {
    const owner = serverToUserOf(frame.channel);
    if (owner !== undefined)
      return this.#users.of(connection)?.id === owner
        ? {}
        : { status: 403, message: "This channel is for the user whose id it bears, once signed in" };
    const verdict = super.judge(connection, frame);
    if ("status" in verdict || channelKind(frame.channel) !== "presence") return verdict;
    const { presenceMembersMax } = this.#app.settings;
    return judgeMember(
      verdict,
      this.#users.of(connection),
      this.#presence(frame.channel),
      presenceMembersMax,
    );
  }

  protected override opened(channel: Channel): void {
    this.#occupancy.opened(channel);
  }

  /** Nothing is awaited here, so that what is answered and what is delivered afterwards make one history. */
  protected join(subscription: Subscription, since: Since | undefined): void {
    const { channel, connection, admitted: isRenewed } = subscription;
    const { codec } = connection;
    const { name } = channel;
    this.admit(subscription);
    const { state, missed } = this.#contents.begin(name, since, connection);
    if (since) this.context.meter.recovery(state.recovered === true);
    channel.cursor = state.seq ?? channel.cursor;
    const answer = codec.subscriptionSucceeded(name, state, this.#presenceOf(subscription));
    const frames = missed.map(({ event, data, seq }) => codec.event(name, event, data, seq));
    if (isCacheChannel(name) && !state.recovered) frames.push(this.#firstOf(name, connection));
    connection.send(answer, frames);
    if (!isRenewed) this.#countChanged(channel);
  }

  protected entered(subscription: Subscription): void {
    this.#occupancy.entered(subscription);
    if (channelKind(subscription.channel.name) !== "public") this.#strangers.forget(subscription.connection);
  }

  protected left(subscription: Subscription, clean: boolean): void {
    this.#occupancy.left(subscription, clean);
    this.#countChanged(subscription.channel);
  }

  protected override emptied(channel: Channel): void {
    this.#occupancy.emptied(channel);
  }

  #allows(origin: string | undefined): boolean {
    const { allowedOrigins } = this.#app.settings;
    return origin === undefined || allowedOrigins.includes("*") || allowedOrigins.includes(origin);
  }

  /** Holds a publication for everybody on its channel, and returns how many they are. */
  #deliver(publication: Publication): number {
    const { channel: name, event, exceptSocketId } = publication;
    const { data, seq } = this.#contents.keep(publication);
    const channel = this.byName.get(name);
    if (!channel) return 0;
    channel.cursor = seq ?? channel.cursor;
    const encoded = new Encoded((codec) => codec.event(name, event, data, seq));
    for (const { connection } of channel.subscribers)
      if (connection.socketId !== exceptSocketId) connection.enqueue(encoded.for(connection.codec));
      else if (seq !== undefined && connection.ours)
        connection.enqueue(connection.codec.event(name, SKIPPED_EVENT, "{}", seq));
    return channel.subscribers.size;
  }

  #presence(name: string): Presence | undefined {
    const channel = this.byName.get(name);
    return channel && this.#occupancy.presence(channel);
  }

  #presenceOf({ channel, userId }: Subscription): PresenceState | undefined {
    const presence = this.#occupancy.presence(channel);
    return presence && userId !== undefined ? { members: presence.infos, me: userId } : undefined;
  }

  /** What a cache channel begins with. It has no number, since it is no news. */
  #firstOf(name: string, { codec }: Connection): string {
    const cached = this.#contents.cached(name);
    if (cached) return codec.event(name, cached.event, cached.data, undefined);
    if (!this.#missesTold.has(name)) this.#tell(name, { kind: "cache_miss" });
    this.#missesTold.add(name);
    return codec.cacheMiss(name);
  }

  #countChanged(channel: Channel): void {
    if (!this.#app.settings.subscriptionCount || channelKind(channel.name) === "presence") return;
    if (serverToUserOf(channel.name) === undefined) this.#counts.changed(channel);
  }

  #tell(channel: string, edge: EdgeDetail): void {
    this.#edges.told({ appId: this.#app.id, channel, at: this.context.clock.date(), ...edge });
  }
}
