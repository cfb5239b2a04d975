import type { AppSettings, Dialect } from "../protocol/app-settings.ts";

/**
 * An outside app: its channels are not the tail of a log but carry what its backend publishes over the HTTP API. The
 * desk's own app is not one of these and has no way to publish.
 */
export interface HostedApp {
  readonly id: string;
  /** Several keys share one channel space; each speaks the dialect it was made for. */
  readonly keys: readonly HostedKey[];
  readonly settings: AppSettings;
}

export interface HostedKey {
  readonly key: string;
  readonly secret: string;
  readonly dialect: Dialect;
}

/** One event of an app's backend. */
export interface Publication {
  readonly channel: string;
  readonly event: string;
  /** As the backend sent it, byte for byte. */
  readonly data: string;
  /** The socket that caused it and already knows. */
  readonly exceptSocketId?: string | undefined;
}

/** What is known of a channel at this moment. */
export interface ChannelState {
  readonly name: string;
  readonly subscriptions: number;
  /** Different users, on presence channels. */
  readonly users?: number;
  /** The last event of a cache channel and for how many more seconds it is kept; null when there is none. */
  readonly cache?: { readonly data: string; readonly ttl: number } | null;
}

/** What the channel API may do with an outside app's channels. Nothing here throws. */
export interface HostedChannels {
  /** In the order of the calls, also across calls: two publications to a channel are delivered in that order. */
  publish(publications: readonly Publication[]): void;
  /** Occupied channels, without `#server-to-user-…`. */
  channels(prefix: string): ChannelState[];
  /** A channel, occupied or not. */
  channel(name: string): ChannelState;
  /** The ids of the users on a presence channel. */
  users(channel: string): string[];
  /** Closes every connection of a signed-in user with 4009. */
  terminateConnections(userId: string): void;
}

/** What happens on an outside app's channels that a webhook may tell. `at` is milliseconds since 1970. */
export type Edge = { readonly appId: string; readonly channel: string; readonly at: number } & EdgeDetail;

export type EdgeDetail =
  | { readonly kind: "channel_occupied" | "channel_vacated" | "cache_miss" }
  | { readonly kind: "member_added" | "member_removed"; readonly userId: string }
  | { readonly kind: "subscription_count"; readonly count: number }
  | {
      readonly kind: "client_event";
      readonly event: string;
      readonly data: string;
      readonly socketId: string;
      readonly userId?: string | undefined;
    };

/** Told of edges as they happen. Must not throw and must not wait. */
export interface Edges {
  told(edge: Edge): void;
}
