/** A frame as the server sends it, decoded. */
export interface Frame {
  event: string;
  /** Empty for frames that concern the connection. */
  channel: string;
  /** An object in all frames of the desk and the engine; whatever an outside app sends in its own. */
  data: Record<string, unknown>;
  /** Only on durable events: their place in the channel's log. */
  seq?: number;
  /** Only on signals: the sender, as the server verified it. */
  user_id?: string;
}

// Host pages replace these now and then; what was there when we were loaded is the best there is.
const { parse, stringify } = JSON;

/** Reads a frame; undefined when it is none. `data` that is JSON text, as it should be, is decoded too. */
export function decodeFrame(text: string): Frame | undefined {
  try {
    const { event, channel = "", data = {}, seq, user_id }: Partial<Frame> = parse(text);
    if (event)
      return { event, channel, data: typeof data === "string" ? decodeData(data) : data, seq, user_id };
  } catch {
    // Not JSON: nothing that a later frame or the position check would not make up for.
  }
  return undefined;
}

/** Writes a frame; `data` goes as JSON text. */
export function encodeFrame(event: string, data: unknown, channel?: string): string {
  return stringify({ event, channel, data: stringify(data) });
}

function decodeData(text: string): Frame["data"] {
  let data;
  try {
    data = parse(text);
  } catch {
    // An outside app's plain string.
    data = text;
  }
  return data;
}
