import type { Received } from "./record-sockets.ts";

/** One row of the log, its data as the JSON text that it is. */
export interface LogRow {
  readonly seq: number;
  readonly event: string;
  readonly data: string;
}

/**
 * The law of the wire: every durable frame that a socket received equals a row of the log, and on each of its
 * subscriptions they came in the order of `seq`, none left out and none twice. Returns the breaches, each in a line.
 */
export function frameBreaches(
  sockets: readonly Received[],
  logs: ReadonlyMap<string, readonly LogRow[]>,
): string[] {
  return sockets.flatMap((frames, socket) => {
    const breaches: string[] = [];
    const streams = new Map<string, { next: number | undefined }>();
    for (const text of frames) {
      const { event, channel, data, seq } = JSON.parse(text);
      if (event === "realtime:subscription_succeeded") {
        const { seq: position, recovered } = JSON.parse(data);
        // After a recovery the first of what was missed comes first, wherever the client had stopped.
        streams.set(channel, { next: recovered === true ? undefined : position + 1 });
      } else if (event === "realtime:unsubscribed") streams.delete(channel);
      if (seq === undefined) continue;
      const where = `socket ${socket}, ${channel} ${seq}`;
      const stream = streams.get(channel);
      if (stream === undefined) breaches.push(`${where}: without a subscription`);
      else if (stream.next !== undefined && seq !== stream.next)
        breaches.push(`${where}: came where ${stream.next} was due`);
      streams.set(channel, { next: seq + 1 });
      const row = logs.get(channel)?.[seq - 1];
      if (row?.event !== event || row?.data !== data) breaches.push(`${where}: is not what the log says`);
    }
    return breaches;
  });
}
