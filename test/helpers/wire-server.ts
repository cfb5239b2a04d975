import type { ServerWebSocket } from "bun";
import { decodeFrame, type Frame } from "../../src/client/frame.ts";

/**
 * A real WebSocket server on loopback whose every word the test chooses: for what the true engine only says on a bad
 * day. Connections and frames are awaited in the order in which they came.
 */
export class WireServer implements AsyncDisposable {
  readonly #server: Bun.Server<Line>;
  readonly #lines = new Queue<Line>();
  /** Every connection that was ever opened. */
  readonly opened: Line[] = [];

  constructor() {
    this.#server = Bun.serve<Line>({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request, server) => {
        server.upgrade(request, { data: new Line(new URL(request.url)) });
        return undefined;
      },
      websocket: {
        open: (socket) => {
          socket.data.socket = socket;
          this.opened.push(socket.data);
          this.#lines.push(socket.data);
        },
        message: ({ data }, text) => data.heard(String(text)),
        close: ({ data }) => data.closed.resolve(),
      },
    });
  }

  /** As `http://…` */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** The next connection. */
  next(): Promise<Line> {
    return this.#lines.next();
  }

  /** The next connection, greeted as the engine greets. */
  async nextEstablished(): Promise<Line> {
    const line = await this.next();
    line.say("realtime:connection_established", { socket_id: line.id, activity_timeout: 120 });
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}

let count = 0;

/** One connection, from the server's end. */
export class Line {
  readonly id = `1.${++count}`;
  readonly url: URL;
  readonly closed = Promise.withResolvers<void>();
  socket: ServerWebSocket<Line> | undefined;
  readonly #frames = new Queue<Frame>();

  constructor(url: URL) {
    this.url = url;
  }

  /** The next frame of the client. */
  next(): Promise<Frame> {
    return this.#frames.next();
  }

  /** Sends a frame, its data as JSON text. */
  say(event: string, data: unknown, rest: { channel?: string; seq?: number; user_id?: string } = {}): void {
    this.socket?.send(JSON.stringify({ event, data: JSON.stringify(data), ...rest }));
  }

  /** Sends text as it is. */
  raw(text: string): void {
    this.socket?.send(text);
  }

  hangUp(code: number): void {
    this.socket?.close(code, "");
  }

  cut(): void {
    this.socket?.terminate();
  }

  heard(text: string): void {
    const frame = decodeFrame(text);
    if (!frame) throw new Error(`The client sent no frame: ${text}`);
    this.#frames.push(frame);
  }
}

/** Things that are awaited in the order in which they came. */
class Queue<Item> {
  readonly #items: Item[] = [];
  readonly #waiting: ((item: Item) => void)[] = [];

  push(item: Item): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(item);
    else this.#items.push(item);
  }

  next(): Promise<Item> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }
}
