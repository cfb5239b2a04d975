import type { Server } from "bun";

import { problem } from "./problem.ts";
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
/** A request that is not whole by then is not waited for any longer, nor is a connection on which none comes. */
const REQUEST_WITHIN_S = 10;
/** How long a server that closes waits for the requests under way. */
const FINISH_WITHIN_MS = 5_000;

/** What belongs to a socket that is not open yet. It hears nothing. */
class Arriving implements Peer {
  readonly handshake: Handshake;

  constructor(handshake: Handshake) {
    this.handshake = handshake;
  }

  receive(): void {}
  receivedPong(): void {}
  drained(): void {}
  closed(): void {}
}

/** What the listening socket hands on. */
export interface Listener {
  /** Answers an HTTP request; `address` is the peer's. */
  readonly request: (request: Request, address: string) => Response | Promise<Response>;
  /** What an upgrade is about; undefined when the request is an ordinary one. */
  readonly handshake: (request: Request) => Handshake | undefined;
  /** A socket is open. */
  readonly accept: (wire: Wire, handshake: Handshake) => Peer;
  /** Told what none of these should have thrown. */
  readonly onError: (error: unknown) => void;
}

/** A listening server. */
export interface Listening {
  readonly port: number;
  /** Takes no new connections; those that are open go on. */
  refuse(): void;
  /** Stops listening, finishes the requests under way, and ends what is left after a while. */
  close(): Promise<void>;
}

/** The port can't be had. */
export class PortTaken extends Error {
  override name = "PortTaken";
}

/** Listens for HTTP and WebSockets on one port. Throws `PortTaken`. The only file that knows which runtime this is. */
export function serve(address: { port: number; hostname: string }, listener: Listener): Listening {
  const server: Server<Peer> = listen({
    ...address,
    maxRequestBodySize: REQUEST_MAX_BYTES,
    idleTimeout: REQUEST_WITHIN_S,
    // Bun's own page for errors shows the code, and what it logs is no JSON.
    development: false,
    // Without that mode Bun would share the port with whoever has it already.
    reusePort: false,
    error(cause) {
      listener.onError(cause);
      return problem("internal");
    },
    fetch(request, self) {
      const handshake = listener.handshake(request);
      if (handshake && self.upgrade(request, { data: new Arriving(handshake) })) return undefined;
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
        if (socket.data instanceof Arriving) socket.data = listener.accept(socket, socket.data.handshake);
      },
      message(socket, message) {
        socket.data.receive(typeof message === "string" ? message : "");
      },
      // Bun answers a ping by itself; it is a sign of life like any other.
      ping(socket) {
        socket.data.receivedPong();
      },
      pong(socket) {
        socket.data.receivedPong();
      },
      drain(socket) {
        socket.data.drained();
      },
      close(socket, code) {
        socket.data.closed(code !== ABNORMAL_CLOSURE);
      },
    },
  });
  let finished: Promise<void> | undefined;
  const finish = () => (finished ??= server.stop());
  return {
    port: server.port ?? address.port,
    refuse: () => void finish(),
    async close() {
      await within(FINISH_WITHIN_MS, finish());
      await server.stop(true);
    },
  };
}

/** Makes of a secret what signs with it: the hex HMAC-SHA256 of a text. The key is worked into a state that is only copied. */
export function hmacSha256(secret: string): (text: string) => string {
  const keyed = new Bun.CryptoHasher("sha256", secret);
  return (text) => keyed.copy().update(text).digest("hex");
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([work, late.promise]);
  clearTimeout(timer);
}

function listen(options: Parameters<typeof Bun.serve<Peer>>[0]): Server<Peer> {
  try {
    return Bun.serve<Peer>(options);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    const why = code === "EACCES" ? "may not be used by you" : "is in use";
    throw new PortTaken(`The port ${why}. Choose another PORT, or 0 for any that is free.`, { cause: error });
  }
}

/** RFC 6455 section 7.4.1: the connection was lost without a closing handshake. */
const ABNORMAL_CLOSURE = 1006;
