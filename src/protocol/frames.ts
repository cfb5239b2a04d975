/** What a client may send, whatever the dialect, after decoding. */
export type ClientFrame =
  | {
      kind: "subscribe";
      channel: string;
      auth: string;
      channelData: string | undefined;
      since: Since | undefined;
    }
  | { kind: "unsubscribe"; channel: string }
  | { kind: "ping" }
  | { kind: "pong" }
  | { kind: "signin"; auth: string; userData: string }
  | ClientEvent;

/** What a client signals to the others on a channel. */
export interface ClientEvent {
  kind: "client-event";
  channel: string;
  event: string;
  /** JSON text, so that nobody takes apart what is only passed on; undefined when the frame had none. */
  data: string | undefined;
  /** The frame's own text but for the brace at its end, if it is written as all dialects would write it. */
  plain?: string;
}

/** A client's claim of what it has already seen. Without an epoch the claim is about the present timeline. */
export interface Since {
  epoch: string | undefined;
  seq: number;
}

/** The state of a subscription as told in `subscription_succeeded`. */
export interface SubscriptionState {
  /** The position of the live stream's beginning: everything up to here is known or was just replayed. */
  seq?: number;
  epoch?: string;
  /**
   * Only in answer to `since`. True: every later entry follows, none is missing. False: the client must load the
   * state anew; nothing is replayed. There is no partial answer.
   */
  recovered?: boolean;
}

/** Who is on a presence channel, as told to somebody who joins: themselves included. */
export interface PresenceState {
  /** What is known of each user, by id. */
  members: ReadonlyMap<string, unknown>;
  /** The id of the one who joins. */
  me: string;
}
