import { channelKind, isCacheChannel } from "../../protocol/channels.ts";
import type { ChannelState } from "../../realtime/hosted-app.ts";
import { ChannelApiRefusal } from "./refusal.ts";

const ATTRIBUTES = ["user_count", "subscription_count", "cache"] as const;
/** What a caller may ask about a channel. */
export type Attribute = (typeof ATTRIBUTES)[number];

/**
 * Reads the parameter `info`, a list separated by commas, as asked about channels of these names (or of names that
 * begin so). Throws `ChannelApiRefusal` 400 for what does not apply to one of them.
 */
export function readInfo(info: string | null | undefined, names: readonly string[]): ReadonlySet<Attribute> {
  const asked = new Set<Attribute>();
  for (const word of (info ?? "").split(",").filter(Boolean)) {
    const attribute = ATTRIBUTES.find((known) => known === word.trim());
    if (!attribute) throw refusal(`${word} is not known; ask for ${ATTRIBUTES.join(", ")}`);
    asked.add(attribute);
  }
  if (asked.has("user_count") && !names.every((name) => channelKind(name) === "presence"))
    throw refusal("user_count can be asked of presence channels only");
  if (asked.has("cache") && !names.every(isCacheChannel))
    throw refusal("cache can be asked of cache channels only");
  return asked;
}

/** What was asked about a channel, and nothing else. */
export function channelInfo(state: ChannelState, asked: ReadonlySet<Attribute>): Record<string, unknown> {
  return {
    ...(asked.has("user_count") ? { user_count: state.users ?? 0 } : {}),
    ...(asked.has("subscription_count") ? { subscription_count: state.subscriptions } : {}),
    ...(asked.has("cache") ? { cache: state.cache ?? null } : {}),
  };
}

function refusal(message: string): ChannelApiRefusal {
  return new ChannelApiRefusal(400, "invalid-input", message);
}
