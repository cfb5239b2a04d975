import { channelKind, serverToUserOf } from "../protocol/channels.ts";
import { broadcast } from "./broadcast.ts";
import type { Channel, Subscription } from "./channel.ts";
import type { Context } from "./context.ts";
import type { EdgeDetail } from "./hosted-app.ts";
import { Presence } from "./presence.ts";

/**
 * Who is back within this time was not away, as webhooks are told it: most of those who leave reload a page. To the others
 * on the channel that holds of those alone who were lost, without a goodbye.
 */
const GRACE_MS = 3_000;

/** What a space does about the edges of its channels. */
export interface OccupancyOf {
  readonly context: Context;
  tell(channel: Channel, edge: EdgeDetail): void;
  /** Nobody is on the channel any more, nor waited for. */
  vacated(channel: Channel): void;
}

/**
 * Who is on which channel of a hosted app, and when that changes: a channel becomes occupied and vacated, a presence
 * channel gains and loses members. Those who go have a grace, in which none of it is told.
 */
export class Occupancy {
  readonly #of: OccupancyOf;
  readonly #presences = new Map<Channel, Presence>();
  /** Channels on which somebody is waited for, and until when. */
  readonly #waiting = new Map<Channel, number>();

  constructor(of: OccupancyOf) {
    this.#of = of;
  }

  get size(): number {
    return this.#presences.size + this.#waiting.size;
  }

  /** The members of a presence channel; undefined for other channels. */
  presence(channel: Channel): Presence | undefined {
    return this.#presences.get(channel);
  }

  opened(channel: Channel): void {
    if (channelKind(channel.name) === "presence") this.#presences.set(channel, new Presence());
    this.#tell(channel, { kind: "channel_occupied" });
  }

  /** A socket of a user came. The others on a presence channel are told of a new member. */
  entered({ channel, connection, userId, userInfo }: Subscription): void {
    const presence = this.#presences.get(channel);
    if (userId === undefined || !presence) return;
    const came = presence.enter(userId, userInfo);
    if (came === "there") return;
    broadcast(
      this.#of.context,
      channel,
      (codec) => codec.memberAdded(channel.name, userId, userInfo),
      connection,
    );
    if (came === "new") this.#tell(channel, { kind: "member_added", userId });
  }

  /** A socket of a user went, or was lost when not `clean`. The others are told at once that a member left. */
  left({ channel, userId }: Subscription, clean: boolean): void {
    const presence = this.#presences.get(channel);
    if (userId === undefined || !presence) return;
    if (presence.leave(userId, { clean, until: this.#wait(channel) })) this.#removed(channel, userId);
  }

  /** The last socket went. The channel is vacated when nobody is waited for any more. */
  emptied(channel: Channel): void {
    this.#wait(channel);
  }

  /** Gives up on those who did not come back in time. */
  sweep(): void {
    const now = this.#of.context.clock.now();
    for (const [channel, until] of this.#waiting) {
      for (const { userId, listed } of this.#presences.get(channel)?.expire(now) ?? []) {
        if (listed) this.#removed(channel, userId);
        this.#tell(channel, { kind: "member_removed", userId });
      }
      if (until > now) continue;
      this.#waiting.delete(channel);
      if (channel.subscribers.size === 0) this.#vacate(channel);
    }
  }

  #wait(channel: Channel): number {
    const until = this.#of.context.clock.now() + GRACE_MS;
    this.#waiting.set(channel, until);
    return until;
  }

  #removed(channel: Channel, userId: string): void {
    broadcast(this.#of.context, channel, (codec) => codec.memberRemoved(channel.name, userId));
  }

  #vacate(channel: Channel): void {
    this.#presences.delete(channel);
    this.#tell(channel, { kind: "channel_vacated" });
    this.#of.vacated(channel);
  }

  /** A user's own channel is nobody else's business. */
  #tell(channel: Channel, edge: EdgeDetail): void {
    if (serverToUserOf(channel.name) === undefined) this.#of.tell(channel, edge);
  }
}
