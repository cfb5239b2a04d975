import { channelKind } from "../protocol/channels.ts";
import type { ClientFrame } from "../protocol/frames.ts";
import type { Subscription } from "./channel.ts";
import type { Connection } from "./connection.ts";

export type ClientEventFrame = Extract<ClientFrame, { kind: "client-event" }>;

/** Longest name of an event, in UTF-16 code units. */
export const EVENT_NAME_MAX = 200;
/** Longest data of a client event, in bytes of its JSON text. */
export const SIGNAL_DATA_MAX_BYTES = 10 * 1024;

/** Hands a client event to the other sockets of the channel. Nothing is stored, and a reader who is behind gets none. */
export function relaySignal(sender: Connection, frame: ClientEventFrame): void {
  const subscription = sender.subscription(frame.channel);
  const fault = faultOf(frame, subscription);
  if (fault !== undefined || subscription === undefined) return sender.warn(4303, fault);
  if (!sender.maySignal()) return sender.warn(4301);
  const texts: string[] = [];
  for (const { connection, state } of subscription.channel.subscribers) {
    if (connection === sender || state !== "live") continue;
    const { codec } = connection;
    texts[codec.dialect] ??= codec.signal(frame.channel, frame.event, frame.data, subscription.userId);
    connection.offer(texts[codec.dialect] ?? "");
  }
}

function faultOf(
  { channel, event, data }: ClientEventFrame,
  subscription: Subscription | undefined,
): string | undefined {
  if (channelKind(channel) === "public") return "Client events travel on private and presence channels only";
  if (!subscription?.admitted) return "Subscribe to the channel before signalling on it";
  if (event.length > EVENT_NAME_MAX) return `The name of an event has at most ${EVENT_NAME_MAX} characters`;
  if (
    Buffer.byteLength(typeof data === "string" ? data : JSON.stringify(data ?? null)) > SIGNAL_DATA_MAX_BYTES
  )
    return `The data of a client event has at most ${SIGNAL_DATA_MAX_BYTES} bytes`;
  return undefined;
}
