import { type Spent, startWindow } from "./cpu-window.ts";
import { HttpConnection } from "./http-connection.ts";
import type { RawSocket } from "./raw-socket.ts";
import type { ServerProcess } from "./server-process.ts";
import { settle } from "./settle.ts";

const WARM_UP_MS = 2_000;
const MEASURE_MS = 5_000;
const CODE_OF_M = "m".charCodeAt(0);

/** Where a message is posted, and by whom. */
export interface PostTarget {
  readonly path: string;
  readonly token: string;
}

export interface PostLoad {
  readonly server: ServerProcess;
  readonly targets: readonly PostTarget[];
  /** Everybody who is on a channel of a target. */
  readonly sockets: readonly RawSocket[];
  /** How many of them get each message, the sender's own included. */
  readonly receivers: number;
  /** HTTP connections, each with one request under way. */
  readonly connections: number;
}

/** Posts messages as fast as they are answered. Throws unless every accepted message reached every receiver. */
export async function drivePosts(load: PostLoad): Promise<Spent & { posts: number; deliveries: number }> {
  const { server, targets, sockets, receivers } = load;
  let delivered = 0;
  for (const socket of sockets)
    socket.onText = (_, chunk, start) => {
      if (isMessage(chunk, start)) delivered += 1;
    };
  let posted = 0;
  const stopping = new AbortController();
  const work = async (connection: HttpConnection) => {
    while (!stopping.signal.aborted) {
      const { path, token } = targets[posted % targets.length] ?? { path: "", token: "" };
      posted += 1;
      const { status, body } = await connection.post(path, token, newMessage());
      if (status !== 201) throw new Error(`A post was answered ${status}: ${body}`);
    }
  };
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => HttpConnection.open(server.port)),
  );
  const working = Promise.all(connections.map(work));
  await Promise.race([working, Bun.sleep(WARM_UP_MS)]);
  const [postedBefore, deliveredBefore] = [posted, delivered];
  const spent = startWindow(server);
  await Promise.race([working, Bun.sleep(MEASURE_MS)]);
  const result = { ...spent(), posts: posted - postedBefore, deliveries: delivered - deliveredBefore };
  stopping.abort();
  await working;
  for (const connection of connections) connection.close();
  await settle(() => posted * receivers - delivered);
  return result;
}

/** Whether a payload that begins at `start` is a `message:new`. */
export function isMessage(chunk: Buffer, start: number): boolean {
  return chunk[start + '{"event":"'.length] === CODE_OF_M;
}

let messages = 0;

/** What a customer writes: a short sentence, under a clientId of its own. */
export function newMessage(): string {
  messages += 1;
  const clientId = `${process.pid}-${messages}`;
  return JSON.stringify({ clientId, text: `The lamp flickers when I dim it below a third (${messages}).` });
}
