import { createHmac } from "node:crypto";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";

/** The signature with which a socket may subscribe, and the channel data it covers. */
export interface ChannelAuthorization {
  auth: string;
  channel_data: string;
}

/**
 * Signs the channels that somebody may be on, for one socket: `key:HMAC-SHA256(secret, socket_id:channel:data)` in
 * hex. The data names the person, so that the engine can ask again when a channel's audience changes. A channel that
 * they may not be on is undefined. Throws `unauthenticated`.
 */
export async function authorizeChannels(
  desk: Desk,
  actor: Actor,
  socketId: string,
  channels: readonly string[],
): Promise<Map<string, ChannelAuthorization | undefined>> {
  const person = access.person(actor);
  const answers = new Map<string, ChannelAuthorization | undefined>();
  const channelData = JSON.stringify({ user_id: person.publicId });
  for (const channel of channels) {
    const allowed = await access.channel(desk.store.db, actor, channel);
    answers.set(channel, allowed ? sign(desk, socketId, channel, channelData) : undefined);
  }
  return answers;
}

function sign(desk: Desk, socketId: string, channel: string, channelData: string): ChannelAuthorization {
  const { key, secret } = desk.realtime;
  const signature = createHmac("sha256", secret)
    .update(`${socketId}:${channel}:${channelData}`)
    .digest("hex");
  return { auth: `${key}:${signature}`, channel_data: channelData };
}
