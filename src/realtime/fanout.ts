import { Encoded } from "./broadcast.ts";
import type { Channel, Subscription } from "./channel.ts";
import type { Context } from "./context.ts";
import type { Gate } from "./gate.ts";
import type { Audience, ChannelLog, Entry, LogRead } from "./ports.ts";

/** So many channels are read at one instant, and so many entries of each; the rest follows in the next round. */
const ROUND_CHANNELS_MAX = 500;
const ROUND_ENTRIES_MAX = 200;

/** The slow poll takes each channel in its turn: once in so many sweeps, and no more than so many channels a sweep. */
const POLL_SWEEPS = 10;
const POLL_CHANNELS_MAX = 500;

/** What the fan-out needs to know of the space whose channels it serves. */
export interface FanoutOf<E extends Entry> {
  readonly log: ChannelLog<E>;
  readonly audience: Audience;
  readonly context: Pick<Context, "clock" | "deadlines" | "faults" | "outgoing">;
  /** Of the subscribers who still read the past. */
  readonly gates: ReadonlyMap<Subscription, Gate<E>>;
  /** Takes somebody off a channel who may not be there any more, and tells them. */
  evict(subscription: Subscription): void;
}

/**
 * The one way by which an entry reaches a socket, and a pump: woken with names, it reads the logs past the cursors.
 * Whatever is lost on the way (a wake-up, a read) costs time only, since the next read begins where the last ended.
 */
export class Fanout<E extends Entry> {
  readonly #of: FanoutOf<E>;
  readonly #woken = new Set<Channel>();
  /** Channels whose last attempt failed; the next sweep tries again. */
  readonly #failed = new Set<Channel>();
  /** The channels whose logs are being read. */
  #round: ReadonlyMap<string, Channel> = new Map();
  #running = false;
  /** When the first of those who wait now was woken. */
  #wokenAt: number | undefined;
  #poll: Iterator<Channel> | undefined;

  constructor(of: FanoutOf<E>) {
    this.#of = of;
  }

  /** Channels that have something to read, or to try again. */
  get pending(): number {
    return this.#woken.size + this.#failed.size;
  }

  /** Whether all that is known to be committed to this channel was delivered. */
  isAtRest(channel: Channel): boolean {
    if (channel.busy || this.#woken.has(channel) || this.#failed.has(channel)) return false;
    return this.#round.get(channel.name) !== channel;
  }

  /** Something was committed to these channels. */
  wake(channels: Iterable<Channel>): void {
    for (const channel of channels)
      if (channel.busy) channel.wokenMeanwhile = true;
      else this.#woken.add(channel);
    if (this.#woken.size === 0) return;
    this.#wokenAt ??= this.#of.context.clock.now();
    if (!this.#running) void this.#run();
  }

  /** From now on the live stream of this channel may be read. */
  ready(channel: Channel): void {
    channel.busy = false;
    if (!channel.wokenMeanwhile) return;
    channel.wokenMeanwhile = false;
    this.wake([channel]);
  }

  /** Tries failed channels again, and polls some of `occupied` in case a wake-up was lost. */
  sweep(occupied: ReadonlyMap<string, Channel>): void {
    const channels = [...this.#failed];
    this.#failed.clear();
    this.#poll ??= occupied.values();
    const turns = Math.min(POLL_CHANNELS_MAX, Math.ceil(occupied.size / POLL_SWEEPS));
    for (let i = 0; i < turns; i++) {
      const { done, value } = this.#poll.next();
      if (done) {
        this.#poll = undefined;
        break;
      }
      channels.push(value);
    }
    this.wake(channels);
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Wake-ups of the same moment share the first read.
    await Promise.resolve();
    while (this.#woken.size > 0) {
      this.#round = this.#takeRound();
      await this.#read(this.#round);
      this.#round = new Map();
    }
    this.#running = false;
  }

  #takeRound(): Map<string, Channel> {
    const round = new Map<string, Channel>();
    for (const channel of this.#woken) {
      if (round.size === ROUND_CHANNELS_MAX) break;
      this.#woken.delete(channel);
      if (channel.busy) channel.wokenMeanwhile = true;
      else if (channel.subscribers.size > 0) round.set(channel.name, channel);
    }
    return round;
  }

  async #read(round: ReadonlyMap<string, Channel>): Promise<void> {
    const wokenAt = this.#wokenAt ?? this.#of.context.clock.now();
    this.#wokenAt = undefined;
    if (round.size === 0) return;
    let reads: ReadonlyMap<string, LogRead<E>>;
    try {
      const cursors = new Map<string, number>();
      for (const [name, { cursor }] of round) cursors.set(name, cursor);
      reads = await this.#of.context.deadlines.within(this.#of.log.read(cursors, ROUND_ENTRIES_MAX));
    } catch (cause) {
      for (const channel of round.values()) this.#fail(channel);
      return this.#of.context.faults.report("The log could not be read; the next sweep tries again", cause);
    }
    for (const [name, channel] of round) this.#advance(channel, reads.get(name), wokenAt);
    this.#of.context.outgoing.soon();
  }

  /** Delivers what a read brought, up to the first entry before which the audience must be judged. */
  #advance(channel: Channel, read: LogRead<E> | undefined, wokenAt: number): void {
    if (!read) return this.#refuse(channel, "The log did not answer for a channel that it was asked about");
    for (const entry of read.entries) {
      if (entry.seq <= channel.cursor) continue;
      if (!this.#of.log.owns(entry))
        return this.#refuse(channel, "An entry that is not from the log was refused");
      if (entry.channel !== channel.name || entry.seq !== channel.cursor + 1)
        return this.#refuse(channel, `The log answered with a hole after entry ${channel.cursor}`);
      if (entry.changesAudience && channel.judgedUpTo < entry.seq)
        return void this.#rejudge(channel, entry.seq, read);
      this.#of.context.outgoing.measure(this.#deliver(channel, entry), wokenAt);
    }
    if (channel.cursor >= read.top) return;
    if (read.entries.length === 0)
      return this.#refuse(channel, `The log hides what follows entry ${channel.cursor}`);
    this.wake([channel]);
  }

  /** Holds an entry for everybody on the channel, and returns for how many sockets. */
  #deliver(channel: Channel, entry: E): number {
    let sockets = 0;
    const encoded = new Encoded((codec) => codec.event(channel.name, entry.event, entry.data, entry.seq));
    for (const subscription of channel.subscribers) {
      const { connection } = subscription;
      if (subscription.state !== "live") this.#of.gates.get(subscription)?.hold(entry);
      else if (entry.seq > subscription.replayedUpTo) {
        connection.enqueue(encoded.for(connection.codec));
        sockets += 1;
      }
    }
    channel.cursor = entry.seq;
    return sockets;
  }

  /**
   * Asks anew about everybody on the channel and takes off those who may not stay, before the entry that changed
   * things is delivered. Meanwhile the channel stands still, and only this channel.
   */
  async #rejudge(channel: Channel, seq: number, read: LogRead<E>): Promise<void> {
    channel.busy = true;
    channel.audienceVersion += 1;
    channel.judge = undefined;
    const { clock, deadlines, faults, outgoing } = this.#of.context;
    const startedAt = clock.now();
    try {
      const judged = [...channel.subscribers].filter(({ admitted }) => admitted);
      const verdicts = new Map<string | undefined, boolean>();
      const judge = await deadlines.within(this.#of.audience.judgeOf(channel.name));
      const ask = async (userId: string | undefined) =>
        verdicts.set(userId, await deadlines.within(judge(userId)));
      await Promise.all([...new Set(judged.map(({ userId }) => userId))].map(ask));
      for (const subscription of judged)
        if (verdicts.get(subscription.userId) !== true && subscription.current) this.#of.evict(subscription);
      channel.judgedUpTo = seq;
      channel.busy = false;
      this.#advance(channel, read, startedAt);
    } catch (cause) {
      channel.busy = false;
      this.#fail(channel);
      faults.report("An audience could not be judged; the next sweep tries again", cause);
    }
    outgoing.soon();
    if (!channel.busy) this.ready(channel);
  }

  #refuse(channel: Channel, what: string): void {
    this.#fail(channel);
    this.#of.context.faults.report(what);
  }

  #fail(channel: Channel): void {
    if (channel.subscribers.size > 0) this.#failed.add(channel);
  }
}
