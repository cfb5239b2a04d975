import type { Connection } from "./connection.ts";
import type { Judge } from "./ports.ts";

/** The cursor of a channel whose log was not read yet, or that has none. */
export const UNREAD = -1;

/** A channel that somebody is subscribed to. It exists from the first subscriber to the last. */
export class Channel {
  readonly name: string;
  readonly subscribers = new Set<Subscription>();
  /** Every live subscriber was sent all entries up to this `seq`; `UNREAD` until the first read. */
  cursor = UNREAD;
  /** While true its log is not read for the live stream; a wake-up is remembered in `wokenMeanwhile`. */
  busy = true;
  wokenMeanwhile = false;
  /** Counts the entries that changed the audience, so that a judgement made meanwhile is known to be stale. */
  audienceVersion = 0;
  /** The last entry about which the subscribers were judged anew. */
  judgedUpTo = 0;
  /** Who judged the last subscriber; undefined when anything was committed since. */
  judge: Judge | undefined;

  constructor(name: string) {
    this.name = name;
  }
}

/** One socket's place on one channel. */
export class Subscription {
  readonly connection: Connection;
  readonly channel: Channel;
  /** The `user_id` of the signed channel data. */
  readonly userId: string | undefined;
  /** The `user_info` of the signed channel data, for presence channels. */
  readonly userInfo: unknown;
  state: "joining" | "live" | "ended" = "joining";
  /** Once let in, until the end: counted in the attendance, heard when signalling. */
  admitted = false;
  /** Entries up to this `seq` were replayed when it joined; the live stream skips them. */
  replayedUpTo = 0;
  #userIdJson: string | undefined;

  constructor(connection: Connection, channel: Channel, userId?: string, userInfo?: unknown) {
    this.connection = connection;
    this.channel = channel;
    this.userId = userId;
    this.userInfo = userInfo;
  }

  /** The user's id as JSON text: every signal bears it. */
  get userIdJson(): string | undefined {
    if (this.userId !== undefined) this.#userIdJson ??= JSON.stringify(this.userId);
    return this.#userIdJson;
  }

  /** False once it ended, for whatever reason, while something was awaited. */
  get current(): boolean {
    return this.state !== "ended";
  }
}
