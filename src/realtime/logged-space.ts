import type { SocketErrorCode } from "../protocol/errors.ts";
import type { Since, SubscriptionState } from "../protocol/frames.ts";
import { Attendances } from "./attendances.ts";
import { type Channel, type Subscription, UNREAD } from "./channel.ts";
import type { Context } from "./context.ts";
import { Fanout } from "./fanout.ts";
import { Gate } from "./gate.ts";
import type { Handshake } from "./handshake.ts";
import { LogReads } from "./log-reads.ts";
import { Past } from "./past.ts";
import type { Answer, Entry, Judge, LogRead, RealtimeApp } from "./ports.ts";
import { canReplay, REPLAY_MAX_ENTRIES } from "./replay.ts";
import { type Secrets, secretsOf } from "./signature.ts";
import { Space } from "./space.ts";
import { Vacated } from "./vacated.ts";

/** The status of what may be tried again in a moment. */
const UNAVAILABLE = 503;
/** A position from which there is nothing to read but the top. */
const TOP_ONLY = Number.MAX_SAFE_INTEGER;
/** How often the past is read before a stream that runs ahead of every read counts as not recoverable. */
const CATCH_UP_TRIES = 3;

/** How far a subscription is on its way onto its channel. */
interface Joining<E extends Entry> {
  readonly subscription: Subscription;
  /** Whether the client named a position. */
  readonly asked: boolean;
  readonly past: Past<E> | undefined;
  recoverable: boolean;
  tries: number;
}

/**
 * An app whose channels are the tail of a durable log. Nothing here takes a payload: what is delivered was read from
 * the log, and the only thing to be told from outside is that there is something to read.
 */
export class LoggedSpace<E extends Entry> extends Space {
  readonly #app: RealtimeApp<E>;
  readonly #attendances: Attendances;
  readonly #gates = new Map<Subscription, Gate<E>>();
  readonly #reads: LogReads<E>;
  readonly #fanout: Fanout<E>;
  readonly #vacated: Vacated;

  protected readonly secrets: Secrets;

  constructor(context: Context, app: RealtimeApp<E>) {
    super(context);
    this.secrets = secretsOf([app], context.hmac);
    this.#app = app;
    this.#attendances = new Attendances(app.attendance);
    this.#reads = new LogReads(app.log, context.deadlines, REPLAY_MAX_ENTRIES);
    this.#vacated = new Vacated(context.clock);
    this.#fanout = new Fanout<E>({
      log: app.log,
      audience: app.audience,
      context,
      gates: this.#gates,
      evict: (subscription) => this.#evict(subscription),
    });
  }

  refusal({ origin }: Handshake): SocketErrorCode | undefined {
    return this.#app.allowsOrigin(origin) ? undefined : 4009;
  }

  /** Entries were committed to these channels. */
  wake(names: Iterable<string>): void {
    const channels: Channel[] = [];
    for (const name of names) {
      const channel = this.byName.get(name);
      if (channel) {
        channel.judge = undefined;
        channels.push(channel);
      } else this.#vacated.forget(name);
    }
    this.#fanout.wake(channels);
  }

  sweep(): void {
    this.#fanout.sweep(this.byName);
    this.#vacated.sweep();
  }

  override stats() {
    return {
      ...super.stats(),
      attendances: this.#attendances.size,
      gates: this.#gates.size,
      pending: this.#fanout.pending,
      vacated: this.#vacated.size,
    };
  }

  /**
   * ```
   *   registered ── live entries go to the gate ──────────────┐
   *        │                                                  ▼
   *        └─ read the log past `since` ─ ask the audience ─ succeeded, replay, gate, live
   * ```
   * The audience is asked after the read: an entry that was read belongs to a time at which access was still judged.
   */
  protected join(subscription: Subscription, since: Since | undefined): void {
    const { epoch } = this.#app.log;
    const past = since && (since.epoch ?? epoch) === epoch ? new Past<E>(since.seq) : undefined;
    if (past) this.#gates.set(subscription, past.gate);
    const joining = {
      subscription,
      asked: since !== undefined,
      past,
      recoverable: past !== undefined,
      tries: 0,
    };
    const settled = () => this.#gates.delete(subscription);
    const failed = (cause: unknown) => {
      this.context.faults.report("A subscription could not be begun", cause);
      this.#refuse(subscription, UNAVAILABLE, "The channel can't be read just now; try again");
    };
    // Nothing here awaits what is known at once: when everybody comes back, it is the promises that cost.
    try {
      const later = this.#catchUp(joining);
      if (later) void later.catch(failed).finally(settled);
      else settled();
    } catch (cause) {
      failed(cause);
      settled();
    }
  }

  /** Reads until `past` reaches the live stream, or can't, and begins. Undefined when that is done. */
  #catchUp(joining: Joining<E>): Promise<void> | undefined {
    const { subscription, past, recoverable } = joining;
    const { channel } = subscription;
    if (!subscription.current) return undefined;
    const isUpToDate = recoverable ? past?.position === channel.cursor : channel.cursor !== UNREAD;
    if (isUpToDate) return this.#ask(joining, channel.judge);
    const read = this.#reads.read(channel.name, past?.position ?? TOP_ONLY);
    return read instanceof Promise
      ? read.then((found) => this.#extend(joining, found))
      : this.#extend(joining, read);
  }

  #extend(joining: Joining<E>, read: LogRead<E>): Promise<void> | undefined {
    if (!read.entries.every((entry) => this.#app.log.owns(entry)))
      throw new Error("An entry that is not from the log was refused");
    this.#open(joining.subscription.channel, read.top);
    joining.recoverable &&= joining.past?.extend(read) ?? false;
    return this.#ask(joining, undefined);
  }

  /**
   * Asks the judge of those who came before, if nothing was committed or read since: most who come are the second on their
   * channel. Who has read must be judged by one who was fetched afterwards.
   */
  #ask(joining: Joining<E>, known: Judge | undefined): Promise<void> | undefined {
    const { channel } = joining.subscription;
    const { audienceVersion } = channel;
    if (known) return this.#hear(joining, known, audienceVersion);
    const judge = this.context.deadlines.within(this.#app.audience.judgeOf(channel.name));
    if (judge instanceof Promise) return judge.then((late) => this.#hear(joining, late, audienceVersion));
    // One who was waited for is not kept: what was committed meanwhile may be news to them.
    channel.judge = judge;
    return this.#hear(joining, judge, audienceVersion);
  }

  #hear(joining: Joining<E>, judge: Judge, audienceVersion: number): Promise<void> | undefined {
    const verdict: Answer<boolean> = this.context.deadlines.within(judge(joining.subscription.userId));
    return verdict instanceof Promise
      ? verdict.then((allowed) => this.#conclude(joining, allowed, audienceVersion))
      : this.#conclude(joining, verdict, audienceVersion);
  }

  /** Nothing is awaited between the verdict and the answer: neither cursor nor gate nor audience may change any more. */
  #conclude(joining: Joining<E>, allowed: boolean, audienceVersion: number): Promise<void> | undefined {
    const { subscription, asked, past, recoverable } = joining;
    const { channel } = subscription;
    if (!subscription.current) return undefined;
    if (!allowed) this.#refuse(subscription, 403, "You may not be on this channel");
    else if (audienceVersion !== channel.audienceVersion) return this.#catchUp(joining);
    else if (!recoverable || !past) this.#begin(subscription, asked, undefined);
    else {
      past.openGate();
      if (past.position < channel.cursor) {
        // The live stream ran ahead of the read: the hole is read as well, but not for ever.
        joining.tries += 1;
        joining.recoverable = joining.tries < CATCH_UP_TRIES;
        return this.#catchUp(joining);
      }
      const fits = canReplay(past.entries, subscription.connection);
      this.#begin(subscription, asked, fits ? past : undefined);
    }
    return undefined;
  }

  /** The first read of a channel says where its live stream begins. */
  #open(channel: Channel, top: number): void {
    if (channel.cursor !== UNREAD) return;
    channel.cursor = top;
    this.#fanout.ready(channel);
  }

  /** Answers and goes live, in one step: nothing of the channel may overtake the answer. */
  #begin(subscription: Subscription, asked: boolean, past: Past<E> | undefined): void {
    const { channel, connection } = subscription;
    const { codec } = connection;
    subscription.replayedUpTo = past?.position ?? channel.cursor;
    const state: SubscriptionState = { seq: subscription.replayedUpTo, epoch: this.#app.log.epoch };
    if (asked) {
      state.recovered = past !== undefined;
      this.context.meter.recovery(state.recovered);
    }
    const missed = past?.entries.map(({ event, data, seq }) => codec.event(channel.name, event, data, seq));
    connection.send(codec.subscriptionSucceeded(channel.name, state), missed);
    // A socket that took none of it is gone by now.
    if (subscription.current) this.admit(subscription);
  }

  #refuse(subscription: Subscription, status: number, message: string): void {
    if (!subscription.current) return;
    const { channel, connection } = subscription;
    // Who may try again has not left.
    this.end(subscription, status !== UNAVAILABLE);
    connection.send(connection.codec.subscriptionError(channel.name, status, message));
  }

  #evict(subscription: Subscription): void {
    const { channel, connection } = subscription;
    this.end(subscription, true);
    connection.send(connection.codec.unsubscribed(channel.name));
  }

  protected override opened(channel: Channel): void {
    const remembered = this.#vacated.take(channel.name);
    if (!remembered) return;
    channel.judge = remembered.judge;
    this.#open(channel, remembered.cursor);
  }

  protected override emptied(channel: Channel): void {
    super.emptied(channel);
    if (this.#fanout.isAtRest(channel)) this.#vacated.keep(channel);
  }

  protected entered(subscription: Subscription): void {
    this.#attendances.arrived(subscription);
  }

  protected left(subscription: Subscription, clean: boolean): void {
    this.#attendances.left(subscription, clean);
  }
}
