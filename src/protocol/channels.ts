/** What the prefix of a channel's name says about who may join it and what it carries. */
export type ChannelKind = "public" | "private" | "presence";

/** Union of the limits of both dialects: Pusher's libraries validate 200 characters. */
export const CHANNEL_NAME_MAX = 200;

const CHANNEL_NAME = /^[A-Za-z0-9_\-=@,.;]+$/;

/** True when `name` may be subscribed to and published on. */
export function isChannelName(name: unknown): name is string {
  return typeof name === "string" && name.length <= CHANNEL_NAME_MAX && CHANNEL_NAME.test(name);
}

/** The kind of a valid channel name, by its prefix. */
export function channelKind(name: string): ChannelKind {
  if (name.startsWith("private-")) return "private";
  if (name.startsWith("presence-")) return "presence";
  return "public";
}

/** Whether the server must pass a channel's events on without reading them. */
export function isEncryptedChannel(name: string): boolean {
  return name.startsWith("private-encrypted-");
}

const CACHE_CHANNEL = /^(?:private-|private-encrypted-|presence-)?cache-/;

/** Whether a channel keeps its last event for those who come later. */
export function isCacheChannel(name: string): boolean {
  return CACHE_CHANNEL.test(name);
}

const SERVER_TO_USER_PREFIX = "#server-to-user-";

/** The user whose own channel this is; undefined for any other name. */
export function serverToUserOf(name: string): string | undefined {
  const isOwn = name.startsWith(SERVER_TO_USER_PREFIX) && name.length <= CHANNEL_NAME_MAX;
  return isOwn ? name.slice(SERVER_TO_USER_PREFIX.length) || undefined : undefined;
}

const CONVERSATION_PREFIX = "private-conversation-";
const AGENT_PREFIX = "private-agent-";
const TEAM_PREFIX = "team-";
const TEAM_QUEUE_PREFIX = "private-team-";
const STAFF_PREFIX = "private-staff-";

/** The channel that carries everything said and done in one conversation. */
export function conversationChannel(conversationId: string): string {
  return CONVERSATION_PREFIX + conversationId;
}

/** The channel on which one agent learns what is theirs. */
export function agentChannel(agentId: string): string {
  return AGENT_PREFIX + agentId;
}

/** The public channel on which anybody learns whether a team answers. */
export function teamChannel(teamId: string): string {
  return TEAM_PREFIX + teamId;
}

/** The channel on which a team sees its queue and its members. */
export function teamQueueChannel(teamId: string): string {
  return TEAM_QUEUE_PREFIX + teamId;
}

/** The channel on which those who look at a conversation see each other; the customer is not on it. */
export function staffChannel(conversationId: string): string {
  return STAFF_PREFIX + conversationId;
}

/** Whose channel of the desk this is. */
export interface DeskChannel {
  of: "conversation" | "agent" | "team" | "team-queue" | "staff";
  id: string;
}

const PREFIXES = [
  [CONVERSATION_PREFIX, "conversation"],
  [AGENT_PREFIX, "agent"],
  [TEAM_QUEUE_PREFIX, "team-queue"],
  [STAFF_PREFIX, "staff"],
  [TEAM_PREFIX, "team"],
] as const;

/** Reads a desk channel's name back into what it is about; undefined for any name the desk does not use. */
export function parseDeskChannel(name: string): DeskChannel | undefined {
  for (const [prefix, of] of PREFIXES)
    if (name.startsWith(prefix)) return { of, id: name.slice(prefix.length) };
  return undefined;
}
