import type { JsonObject } from "./channel-api.ts";

/** What can be asked about channels besides who they are. */
export type InfoAttribute = "user_count" | "subscription_count" | "cache";

/** A channel as it is at this moment; what was not asked for, or does not apply, is absent. */
export interface ChannelInfo {
  name: string;
  /** Sockets on the channel. */
  subscriptionCount?: number;
  /** Different users, on a presence channel. */
  userCount?: number;
  /** The last event of a cache channel and for how many more seconds it is kept; null when there is none. */
  cache?: { data: string; ttl: number } | null;
}

/** Reads a list of channels: Pusher's object by name, Apinator's array. */
export function readChannels({ channels }: JsonObject): ChannelInfo[] {
  if (Array.isArray(channels))
    return channels.map((channel: JsonObject) => infoOf(String(channel["name"]), channel));
  return Object.entries((channels ?? {}) as Record<string, JsonObject>).map(([name, channel]) =>
    infoOf(name, channel),
  );
}

/** Reads one channel. Apinator tells of occupied ones only. */
export function readChannel(name: string, channel: JsonObject): ChannelInfo & { occupied: boolean } {
  return { ...infoOf(name, channel), occupied: channel["occupied"] !== false };
}

/** Reads the ids of a presence channel's users. */
export function readUsers({ users }: JsonObject): string[] {
  return Array.isArray(users) ? users.map((user: JsonObject) => String(user["id"])) : [];
}

function infoOf(name: string, channel: JsonObject): ChannelInfo {
  const { subscription_count: subscriptions, user_count: users, cache } = channel;
  const info: ChannelInfo = { name };
  if (typeof subscriptions === "number") info.subscriptionCount = subscriptions;
  if (typeof users === "number") info.userCount = users;
  if (cache !== undefined) info.cache = cache as NonNullable<ChannelInfo["cache"]> | null;
  return info;
}
