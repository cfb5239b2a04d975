/**
 * What the engine needs of the world, and all it knows of it. `app.ts` plugs the real things in; the engine never
 * learns that there is a database, a chat or a Bun.
 */

/** What may be known at once or only later. At once is cheaper by far where thousands ask in a moment. */
export type Answer<T> = T | Promise<T>;

/**
 * One open WebSocket as the engine drives it. No method throws, whatever the state of the peer. The names are those of Bun's
 * own sockets, so that there these are used as they are: an object more for each of thousands would be felt.
 */
export interface Wire {
  /** Sends a text frame. 0: the socket is closed or its buffer full, and the frame lost; -1: it waits for the peer to read. */
  sendText(text: string): number;
  /** Bytes accepted by `sendText` that the peer has not taken yet. */
  getBufferedAmount(): number;
  /** Sends a WebSocket ping; every client stack answers by itself. */
  ping(): void;
  /** Starts the closing handshake and returns at once: closing never waits on the peer. */
  close(code: number, reason: string): void;
  /** Drops the connection without a handshake. */
  terminate(): void;
  /** Runs `write` and hands all frames it sent to the kernel together. */
  cork(write: () => void): void;
}

/** One durable entry of a channel's log. The engine only ever obtains entries from `ChannelLog.read`. */
export interface Entry {
  readonly channel: string;
  /** 1, 2, 3 … without holes in each channel, in the order of commits. */
  readonly seq: number;
  readonly event: string;
  /** JSON text. */
  readonly data: string;
  /** True when this entry changes who may be on the channel: subscribers are judged anew before it is delivered. */
  readonly changesAudience: boolean;
}

/** What a read of a log found. */
export interface LogRead<E extends Entry> {
  /** Entries after the asked position, ascending and contiguous, at most `limit`. */
  readonly entries: readonly E[];
  /** The last committed `seq` of the channel when the entries were read; 0 for a channel without entries. */
  readonly top: number;
}

/** The durable log of one app's channels. */
export interface ChannelLog<E extends Entry> {
  /** Names the timeline of the numbers; another epoch means that positions can't be compared. Never empty. */
  readonly epoch: string;
  /** Reads several channels at one instant. Sees committed entries only. The map has every asked channel. */
  read(after: ReadonlyMap<string, number>, limit: number): Answer<ReadonlyMap<string, LogRead<E>>>;
  /** Whether `entry` truly was read from the log; neither a cast nor a look-alike passes. */
  owns(entry: unknown): entry is E;
}

/**
 * Whether a user may be on the channel for which it was fetched. `userId` is the `user_id` of the signed channel data;
 * undefined when the signature named nobody.
 */
export type Judge = (userId: string | undefined) => Answer<boolean>;

/** Who may be on which channel, asked when a subscription begins and again whenever the audience changes. */
export interface Audience {
  /** A judge who is right at this moment, and stays so until an entry that changes the channel's audience is committed. */
  judgeOf(channel: string): Answer<Judge>;
}

/** Told when a user's first subscription to a channel begins and when the last has ended. Must not throw. */
export interface Attendance {
  /** Whether it wants to know about this channel; always answers the same. */
  concerns(channel: string): boolean;
  arrived(channel: string, userId: string): void;
  /** `clean` when the client said goodbye; a lost connection deserves a grace. */
  left(channel: string, userId: string, clean: boolean): void;
}

/**
 * Makes of a secret what signs with it: the hex HMAC-SHA256 of a text. Every subscription is checked by one, and what a
 * runtime has for it differs by half.
 */
export type Hmac = (secret: string) => (text: string) => string;

/** Time, so that tests can move it. */
export interface Clock {
  /** Milliseconds, monotonic enough to measure with. */
  now(): number;
  /** Milliseconds since 1970, for what others read. */
  date(): number;
}

/** Told of what must never happen or should not go on, for the operator's log. Must not throw. */
export interface Faults {
  /** `what` is a sentence without any user's text. */
  report(what: string, cause?: unknown): void;
}

/** Why something was not delivered, or a socket was given up. */
export type DropReason =
  /** A signal was kept from a reader who is behind. */
  | "signal_behind"
  /** A reader took nothing for too long, or owes too much. */
  | "socket_stuck"
  /** Nothing was heard from the peer. */
  | "socket_silent"
  /** The socket refused a frame, so its client has to come back and catch up. */
  | "socket_full";

/** Counts for whoever watches from outside. Must not throw, and must be cheap: it is told on the hot path. */
export interface Meter {
  /** What was published or committed `ms` ago is with so many sockets now. */
  delivered(sockets: number, ms: number): void;
  /** A client asked to continue from a position, and could or could not. */
  recovery(whole: boolean): void;
  dropped(reason: DropReason): void;
}

/** Nobody watches. */
export const UNMETERED: Meter = { delivered: () => {}, recovery: () => {}, dropped: () => {} };

/** One tenant of the engine: a key, its secret, and where its channels come from. */
export interface RealtimeApp<E extends Entry> {
  readonly key: string;
  readonly secret: string;
  /** Whether pages of this origin may connect; undefined is a client that is not a browser. */
  allowsOrigin(origin: string | undefined): boolean;
  readonly log: ChannelLog<E>;
  readonly audience: Audience;
  readonly attendance: Attendance;
}
