import { channelKind } from "../protocol/channels.ts";
import type { ClientFrame } from "../protocol/frames.ts";
import { Encoded } from "./broadcast.ts";
import type { Subscription } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";

export type ClientEventFrame = Extract<ClientFrame, { kind: "client-event" }>;

/** Longest name of an event, in UTF-16 code units. */
const EVENT_NAME_MAX = 200;

/** What one app lets its clients signal. */
export interface SignalRules {
  /** Longest data, in bytes of its JSON text. */
  readonly dataMaxBytes: number;
  readonly perSecond: number;
}

export const DEFAULT_SIGNAL_RULES: SignalRules = { dataMaxBytes: 10 * 1024, perSecond: 10 };

/**
 * Hands a client event to the other sockets of the channel and answers true, or tells the sender why not. Nothing is
 * stored, and a reader who is behind gets none.
 */
export function relaySignal(
  context: Context,
  sender: Connection,
  frame: ClientEventFrame,
  rules: SignalRules,
): boolean {
  const subscription = sender.subscription(frame.channel);
  const fault = faultOf(frame, subscription, rules);
  if (fault !== undefined || subscription === undefined) return refuse(sender, 4303, fault);
  if (!sender.maySignal(rules.perSecond)) return refuse(sender, 4301);
  const encoded = new Encoded((codec) =>
    codec.signal(frame.channel, frame.event, frame.data, subscription.userId),
  );
  for (const { connection, state } of subscription.channel.subscribers)
    if (connection !== sender && state === "live") connection.offer(encoded.for(connection.codec));
  context.outgoing.soon();
  return true;
}

/** The data of a client event as text, as others than its receivers get it. */
export function signalText(data: unknown): string {
  return typeof data === "string" ? data : JSON.stringify(data ?? null);
}

function refuse(sender: Connection, code: 4301 | 4303, message?: string): false {
  sender.warn(code, message);
  return false;
}

function faultOf(
  { channel, event, data }: ClientEventFrame,
  subscription: Subscription | undefined,
  { dataMaxBytes }: SignalRules,
): string | undefined {
  if (channelKind(channel) === "public") return "Client events travel on private and presence channels only";
  if (!subscription?.admitted) return "Subscribe to the channel before signalling on it";
  if (event.length > EVENT_NAME_MAX) return `The name of an event has at most ${EVENT_NAME_MAX} characters`;
  if (isLongerThan(dataMaxBytes, signalText(data)))
    return `The data of a client event has at most ${dataMaxBytes} bytes`;
  return undefined;
}

function isLongerThan(bytes: number, text: string): boolean {
  // A UTF-16 code unit takes three bytes at most: short texts, which most are, need no counting.
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}
