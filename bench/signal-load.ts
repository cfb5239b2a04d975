import { type Spent, startWindow } from "./cpu-window.ts";
import type { Dialect } from "./dialects.ts";
import { type RawSocket, textFrame } from "./raw-socket.ts";
import type { ServerProcess } from "./server-process.ts";
import { settle } from "./settle.ts";

/** Our server drops a client's signals beyond ten a second, as a stock Pusher does; so no socket sends that many. */
const SENDS_PER_SOCKET_S = 8;
const TICK_MS = 1;
const WARM_UP_MS = 2_000;
const MEASURE_MS = 5_000;

export interface SignalLoad {
  readonly server: ServerProcess;
  readonly dialect: Dialect;
  readonly sockets: readonly RawSocket[];
  /** The channel of each socket. */
  readonly channels: readonly string[];
  /** How many sockets get what one sends. */
  readonly receivers: number;
  /** Deliveries under way at most: enough that a server never waits for us, too few to drown it. */
  readonly inFlightMax: number;
}

/**
 * Every socket in turn sends client events, as fast as they are delivered and the server's own limit allows. Returns
 * the deliveries of the measured time. Throws when one was lost: then the server did less than was counted on.
 */
export async function driveSignals(load: SignalLoad): Promise<Spent & { deliveries: number }> {
  const { server, dialect, sockets, channels, receivers, inFlightMax } = load;
  const frames = channels.map((channel) => textFrame(dialect.signal(channel)));
  let delivered = 0;
  for (const socket of sockets)
    socket.onText = (_, chunk, start) => {
      if (dialect.isSignal(chunk, start)) delivered += 1;
    };

  let sent = 0;
  const perMs = (sockets.length * SENDS_PER_SOCKET_S) / 1_000;
  const drive = async (ms: number) => {
    const from = performance.now();
    const sentBefore = sent;
    for (let now = from; now - from < ms; now = performance.now()) {
      const due = sentBefore + (now - from) * perMs;
      while (sent < due && sent * receivers - delivered + receivers <= inFlightMax) {
        const turn = sent % sockets.length;
        sockets[turn]?.send(frames[turn] ?? new Uint8Array());
        sent += 1;
      }
      await Bun.sleep(TICK_MS);
    }
  };

  await drive(WARM_UP_MS);
  const deliveredBefore = delivered;
  const spent = startWindow(server);
  await drive(MEASURE_MS);
  const result = { ...spent(), deliveries: delivered - deliveredBefore };
  await settle(() => sent * receivers - delivered);
  return result;
}
