import type { Server, ServerWebSocket } from "bun";

import type { Handshake, Peer, Wire } from "./upgrade.ts";

/** Frames above this are refused by the socket layer itself, with close code 1009. */
const FRAME_MAX_BYTES = 64 * 1024;
/** What may wait in one socket before it is closed; its client comes back and catches up. */
const BACKPRESSURE_MAX_BYTES = 4 * 1024 * 1024;
/**
 * No cap of Bun's own on a request's body: its refusal would have no problem details, and no CORS headers. Every route has a
 * limit, judges by the length that a request declares, and reads no further than that when it declares none.
 */
const REQUEST_MAX_BYTES = Number.MAX_SAFE_INTEGER;

interface SocketData {
  /** Let go of when the socket is open: it would be kept for as long as the connection lasts. */
  handshake: Handshake | undefined;
  peer: Peer | undefined;
}

/** What the listening socket hands on. */
export interface Listener {
  /** Answers an HTTP request; `address` is the peer's. */
  readonly request: (request: Request, address: string) => Response | Promise<Response>;
  /** What an upgrade is about; undefined when the request is an ordinary one. */
  readonly handshake: (request: Request) => Handshake | undefined;
  /** A socket is open. */
  readonly accept: (wire: Wire, handshake: Handshake) => Peer;
}

/** A listening server. */
export interface Listening {
  readonly port: number;
  /** Takes no new connections; those that are open go on. */
  refuse(): void;
  /** Stops listening and ends what is left. */
  close(): Promise<void>;
}

/** The port can't be had. */
export class PortTaken extends Error {
  override name = "PortTaken";
}

/** Listens for HTTP and WebSockets on one port. Throws `PortTaken`. The only file that knows which runtime this is. */
export function serve(address: { port: number; hostname: string }, listener: Listener): Listening {
  const server: Server<SocketData> = listen({
    ...address,
    maxRequestBodySize: REQUEST_MAX_BYTES,
    fetch(request, self) {
      const handshake = listener.handshake(request);
      if (handshake && self.upgrade(request, { data: { handshake, peer: undefined } })) return undefined;
      return listener.request(request, self.requestIP(request)?.address ?? "");
    },
    websocket: {
      maxPayloadLength: FRAME_MAX_BYTES,
      backpressureLimit: BACKPRESSURE_MAX_BYTES,
      // Without it frames past the limit would vanish while the socket stays open.
      closeOnBackpressureLimit: true,
      // Bun's own timeout also counts what we send; the engine judges by what it hears.
      idleTimeout: 0,
      sendPings: false,
      perMessageDeflate: false,
      open(socket) {
        const { handshake } = socket.data;
        socket.data.handshake = undefined;
        if (handshake) socket.data.peer = listener.accept(new BunWire(socket), handshake);
      },
      message(socket, message) {
        if (typeof message === "string") socket.data.peer?.receive(message);
        else socket.data.peer?.receive("");
      },
      pong(socket) {
        socket.data.peer?.receivedPong();
      },
      drain(socket) {
        socket.data.peer?.drained();
      },
      close(socket, code) {
        socket.data.peer?.closed(code !== ABNORMAL_CLOSURE);
      },
    },
  });
  return {
    port: server.port ?? address.port,
    refuse: () => void server.stop(),
    close: () => server.stop(true),
  };
}

function listen(options: Parameters<typeof Bun.serve<SocketData>>[0]): Server<SocketData> {
  try {
    return Bun.serve<SocketData>(options);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    const why = code === "EACCES" ? "may not be used by you" : "is in use";
    throw new PortTaken(`The port ${why}. Choose another PORT, or 0 for any that is free.`, { cause: error });
  }
}

/** RFC 6455 section 7.4.1: the connection was lost without a closing handshake. */
const ABNORMAL_CLOSURE = 1006;

class BunWire implements Wire {
  readonly #socket: ServerWebSocket<SocketData>;

  constructor(socket: ServerWebSocket<SocketData>) {
    this.#socket = socket;
  }

  send(text: string): boolean {
    // 0 is a dropped frame; -1 one that waits for the peer to read.
    return this.#socket.sendText(text) !== 0;
  }

  bufferedBytes(): number {
    return this.#socket.getBufferedAmount();
  }

  ping(): void {
    this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  cork(write: () => void): void {
    this.#socket.cork(write);
  }
}
