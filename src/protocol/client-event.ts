import type { ClientEvent } from "./frames.ts";

const BEGINNING = '{"event":"client-';
const EVENT_AT = '{"event":"'.length;
const CHANNEL_KEY = ',"channel":"';
const DATA_KEY = ',"data":"';
const END = '"}';

/**
 * Reads a client event that is written as our own clients and Apinator's write it: these three keys in this order, names
 * without escapes, the data a string. It is only looked through, which is far cheaper than to parse it and write it anew.
 * Undefined for whatever is written in another way, valid or not.
 */
export function readPlainClientEvent(text: string): ClientEvent | undefined {
  if (!text.startsWith(BEGINNING)) return undefined;
  const eventEnd = endOfString(text, BEGINNING.length, ESCAPES_NONE);
  if (eventEnd === NOT_PLAIN || !text.startsWith(CHANNEL_KEY, eventEnd + 1)) return undefined;
  const channelAt = eventEnd + 1 + CHANNEL_KEY.length;
  const channelEnd = endOfString(text, channelAt, ESCAPES_NONE);
  if (channelEnd === NOT_PLAIN || !text.startsWith(DATA_KEY, channelEnd + 1)) return undefined;
  const dataAt = channelEnd + 1 + DATA_KEY.length;
  const dataEnd = endOfString(text, dataAt, ESCAPES_OF_QUOTES);
  if (dataEnd !== text.length - END.length || !text.endsWith(END)) return undefined;
  return {
    kind: "client-event",
    event: text.slice(EVENT_AT, eventEnd),
    channel: text.slice(channelAt, channelEnd),
    data: text.slice(dataAt - 1, -1),
    plain: text.slice(0, -1),
  };
}

/** A client event on its way to its receivers; the sender is named by an id that is JSON text already. */
export function writeClientEvent(
  { plain, event, channel, data }: ClientEvent,
  userIdJson: string | undefined,
): string {
  const userPart = userIdJson === undefined ? "}" : `,"user_id":${userIdJson}}`;
  if (plain !== undefined) return plain + userPart;
  const dataPart = data === undefined ? "" : `,"data":${data}`;
  return `{"event":${JSON.stringify(event)},"channel":${JSON.stringify(channel)}${dataPart}${userPart}`;
}

const [QUOTE, BACKSLASH, FIRST_PRINTABLE] = [0x22, 0x5c, 0x20];
const NOT_PLAIN = -1;
const ESCAPES_NONE = false;
/** JSON text inside a string has these, and hardly ever another. */
const ESCAPES_OF_QUOTES = true;

/** Where the string ends that `from` is in, or `NOT_PLAIN`. */
function endOfString(text: string, from: number, mayEscapeQuotes: boolean): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code < FIRST_PRINTABLE) return NOT_PLAIN;
    if (code !== BACKSLASH) continue;
    const escaped = text.charCodeAt(++at);
    if (!mayEscapeQuotes || (escaped !== QUOTE && escaped !== BACKSLASH)) return NOT_PLAIN;
  }
  return NOT_PLAIN;
}
