import { type Dialect, JOINED } from "./dialects.ts";
import { RawSocket, textFrame } from "./raw-socket.ts";

/** One socket's place on one channel. */
export interface Membership {
  readonly channel: string;
  readonly userId: string;
}

/** Connects and subscribes a socket for each membership, at most `atOnce` at a time; in the order of memberships. */
export async function connectAll(
  port: number,
  dialect: Dialect,
  memberships: readonly Membership[],
  atOnce = 64,
): Promise<RawSocket[]> {
  const sockets: RawSocket[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < memberships.length; at = next++) {
      const membership = memberships[at];
      if (membership) sockets[at] = await connect(port, dialect, membership);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return sockets;
}

/** Connects one socket and subscribes it. Rejects when the server refuses or goes away. */
export function connect(port: number, dialect: Dialect, { channel, userId }: Membership): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const opening = RawSocket.open(port, dialect.path, (socket, chunk, start, end) => {
      socket.onClose = () => reject(new Error("The server closed before the subscription"));
      let answer: string | undefined;
      try {
        answer = dialect.join(chunk.toString("utf8", start, end), channel, userId);
      } catch (refusal) {
        // Thrown from here it would end as a broken socket, which says nothing.
        reject(refusal);
        return;
      }
      if (answer === JOINED) {
        socket.onText = () => {};
        socket.onClose = () => {};
        resolve(socket);
      } else if (answer !== undefined) socket.send(textFrame(answer));
    });
    opening.catch(reject);
  });
}
