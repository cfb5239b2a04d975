import { createHmac } from "node:crypto";
import { KEY, SECRET } from "./app-key.ts";

/** How the load generator talks to one kind of server. */
export interface Dialect {
  readonly path: string;
  /** What to answer to a frame until the socket is on its channel: a frame, "joined", or nothing. */
  join(frame: string, channel: string, userId: string): string | undefined;
  /** A client event for the others on the channel. */
  signal(channel: string): string;
  /** Whether a payload that begins at `start` is a relayed client event. */
  isSignal(chunk: Buffer, start: number): boolean;
}

/** The answer of `join` when nothing more is to be said. */
export const JOINED = "joined";

/** What a customer's typing carries: short, as client events are. */
const SIGNAL_DATA = JSON.stringify({ typing: true, at: 1_767_225_600_000 });

const CODE_OF_C = "c".charCodeAt(0);

/** Deskbell's wire, which the `ws` and the Bun servers in `peers/` speak as well. */
export const deskbellWire: Dialect = {
  path: `/app/${KEY}?protocol=7&client=bench&version=1.0.0`,
  join(frame, channel, userId) {
    const { event, data } = JSON.parse(frame);
    if (event === "realtime:connection_established") {
      const subscription = signed(JSON.parse(data).socket_id, channel, userId);
      return JSON.stringify({ event: "realtime:subscribe", data: JSON.stringify(subscription) });
    }
    if (event === "realtime:subscription_succeeded") return JOINED;
    throw new Error(`The server answered ${frame}`);
  },
  signal: (channel) => JSON.stringify({ event: "client-typing", channel, data: SIGNAL_DATA }),
  isSignal: (chunk, start) => chunk[start + '{"event":"'.length] === CODE_OF_C,
};

/** Engine.IO over a WebSocket from the start, as Socket.IO's client does when told `transports: ["websocket"]`. */
export const socketIoWire: Dialect = {
  path: "/socket.io/?EIO=4&transport=websocket",
  join(frame, channel, userId) {
    if (frame.startsWith("0")) return "40";
    if (frame.startsWith("40"))
      return `42${JSON.stringify(["subscribe", signed(JSON.parse(frame.slice(2)).sid, channel, userId)])}`;
    if (frame.startsWith('42["subscription_succeeded"')) return JOINED;
    throw new Error(`The server answered ${frame}`);
  },
  signal: (channel) => `42${JSON.stringify(["client-typing", channel, SIGNAL_DATA])}`,
  isSignal: (chunk, start) => chunk[start + '42["'.length] === CODE_OF_C,
};

/** A subscription as the desk's own authorisation would sign it. */
export function signed(socketId: string, channel: string, userId: string) {
  const channelData = JSON.stringify({ user_id: userId });
  const signature = createHmac("sha256", SECRET)
    .update(`${socketId}:${channel}:${channelData}`)
    .digest("hex");
  return { channel, auth: `${KEY}:${signature}`, channel_data: channelData };
}
