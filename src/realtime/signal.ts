import { channelKind } from "../protocol/channels.ts";
import type { ClientEvent } from "../protocol/frames.ts";
import { Allowance } from "./allowance.ts";
import { Encoded } from "./broadcast.ts";
import type { Subscription } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";

/** Longest name of an event, in UTF-16 code units. */
const EVENT_NAME_MAX = 200;

/** What one app lets its clients signal. */
export interface SignalRules {
  /** Longest data, in bytes: of the string that they are, or of their JSON text. */
  readonly dataMaxBytes: number;
  /** How many one connection may send. */
  readonly allowance: Allowance;
}

export const DEFAULT_SIGNAL_RULES: SignalRules = {
  dataMaxBytes: 10 * 1024,
  allowance: new Allowance(10, 10),
};

/**
 * Hands a client event to the other sockets of the channel and answers true, or tells the sender why not. Nothing is
 * stored, and a reader who is behind gets none.
 */
export function relaySignal(
  context: Context,
  sender: Connection,
  frame: ClientEvent,
  rules: SignalRules,
): boolean {
  const subscription = sender.subscription(frame.channel);
  const fault = faultOf(frame, subscription, rules);
  if (fault !== undefined || subscription === undefined) return refuse(sender, 4303, fault);
  if (!sender.maySignal(rules.allowance)) return refuse(sender, 4301);
  const encoded = new Encoded((codec) => codec.signal(frame, subscription.userIdJson));
  const { subscribers } = subscription.channel;
  for (const other of subscribers)
    if (other !== subscription && other.state === "live")
      other.connection.offer(encoded.for(other.connection.codec));
  context.outgoing.soon();
  return true;
}

/** The data of a client event as others than its receivers get it: the string that they are, or their JSON text. */
export function signalText({ data = "null" }: ClientEvent): string {
  return data.startsWith('"') ? JSON.parse(data) : data;
}

function refuse(sender: Connection, code: 4301 | 4303, message?: string): false {
  sender.warn(code, message);
  return false;
}

function faultOf(
  frame: ClientEvent,
  subscription: Subscription | undefined,
  { dataMaxBytes }: SignalRules,
): string | undefined {
  const { channel, event, data = "" } = frame;
  if (channelKind(channel) === "public") return "Client events travel on private and presence channels only";
  if (!subscription?.admitted) return "Subscribe to the channel before signalling on it";
  if (event.length > EVENT_NAME_MAX) return `The name of an event has at most ${EVENT_NAME_MAX} characters`;
  // JSON text is no shorter than what it stands for, and a UTF-16 code unit takes three bytes at most: short data, which
  // most are, need no counting.
  if (data.length * 3 > dataMaxBytes && Buffer.byteLength(signalText(frame)) > dataMaxBytes)
    return `The data of a client event has at most ${dataMaxBytes} bytes`;
  return undefined;
}
