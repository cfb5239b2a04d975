import type { Position } from "../../src/protocol/resources.ts";
import type { Api } from "./api.ts";

/** What a frame's data may say; which of it is there depends on the event. */
export interface FrameData {
  readonly seq?: number;
  readonly epoch?: string;
  readonly recovered?: boolean;
  readonly socket_id?: string;
  readonly code?: number;
  readonly message?: string;
  readonly status?: number;
  readonly id?: string;
  readonly text?: string;
  readonly conversationId?: string;
  readonly upTo?: number;
  readonly [field: string]: unknown;
}

/** A frame as it came, with `data` parsed when it was JSON text. */
export interface Frame {
  readonly event: string;
  readonly channel?: string;
  readonly data: FrameData;
  readonly seq?: number;
  readonly user_id?: string;
}

/** How a socket ended. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

export interface SocketOptions {
  /** Who asks for channel authorisations. */
  readonly api: Api;
  /** The app's public key. */
  readonly key: string;
  /** The whole query; the one of our client when it is not given. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A WebSocket that speaks the wire as it is, so that a test sees every frame in the order it came. */
export class TestSocket implements AsyncDisposable {
  /** Every frame that ever came, those already taken by `next` included. */
  readonly received: Frame[] = [];
  readonly closed: Promise<Closing>;
  socketId = "";
  readonly #socket: WebSocket;
  readonly #api: Api;
  readonly #waiting: { resolve: (frame: Frame) => void; reject: (error: Error) => void }[] = [];
  #taken = 0;
  #closing: Closing | undefined;

  /** Connects and waits for `connection_established`. Throws if the server refuses. */
  static async open(url: string, options: SocketOptions): Promise<TestSocket> {
    const socket = TestSocket.dial(url, options);
    const frame = await socket.next();
    if (frame.event !== "realtime:connection_established")
      throw new Error(`The server said ${JSON.stringify(frame)} to a new connection`);
    socket.socketId = frame.data.socket_id ?? "";
    return socket;
  }

  /** Connects, and leaves it to the test what comes. */
  static dial(url: string, options: SocketOptions): TestSocket {
    return new TestSocket(url, options);
  }

  private constructor(url: string, { api, key, query, headers = {} }: SocketOptions) {
    const address = `${url.replace(/^http/, "ws")}/app/${key}?${query ?? "protocol=7&client=deskbell&version=1.0.0"}`;
    this.#api = api;
    // Headers are Bun's addition, which the types of a browser's WebSocket don't know.
    this.#socket = Reflect.construct(WebSocket, [address, { headers }]);
    this.#socket.addEventListener("message", (event) => this.#receive(String(event.data)));
    const { promise, resolve } = Promise.withResolvers<Closing>();
    this.closed = promise;
    this.#socket.addEventListener("close", ({ code, reason }) => {
      this.#closing = { code, reason };
      for (const { reject } of this.#waiting.splice(0)) reject(this.#ended());
      resolve(this.#closing);
    });
  }

  /**
   * The next frame in the order of the wire. Throws when the socket closes before it comes. Position reports are left
   * out: they come by the clock.
   */
  next(): Promise<Frame> {
    while (this.#taken < this.received.length) {
      const frame = this.received[this.#taken++];
      if (frame !== undefined && isTold(frame)) return Promise.resolve(frame);
    }
    if (this.#closing !== undefined) return Promise.reject(this.#ended());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Takes frames until one of this event comes, and returns that. */
  async nextOf(event: string): Promise<Frame> {
    for (;;) {
      const frame = await this.next();
      if (frame.event === event) return frame;
    }
  }

  /** Sends an object as JSON, or text as it is. */
  send(frame: object | string): void {
    this.#socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** Sends bytes in a binary frame, which the wire does not know. */
  sendBinary(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(bytes);
  }

  /** Asks the desk for this socket's signature for a channel. Throws what it refuses. */
  authorize(channel: string): Promise<{ auth: string; channel_data: string }> {
    return this.#api.expect("POST", "/api/realtime/auth", {
      socket_id: this.socketId,
      channel_name: channel,
    });
  }

  /** Subscribes with a signature of the desk's, and returns where the channel stands. */
  async subscribe(
    channel: string,
    { since }: { since?: Position | number } = {},
  ): Promise<{ position: Position; recovered: boolean | undefined }> {
    this.requestSubscription(channel, { ...(await this.authorize(channel)), since });
    const frame = await this.next();
    if (frame.event !== "realtime:subscription_succeeded")
      throw new Error(`The server answered ${JSON.stringify(frame)} to a subscription`);
    const { seq, epoch, recovered } = frame.data;
    if (seq === undefined || epoch === undefined) throw new Error("The server named no position");
    return { position: { seq, epoch }, recovered };
  }

  /** Sends a subscribe frame, whatever it says. */
  requestSubscription(channel: string, rest: object): void {
    this.send({ event: "realtime:subscribe", data: JSON.stringify({ channel, ...rest }) });
  }

  /**
   * Settles when the server has handled everything sent so far. What the server had to say about it before is among
   * `received` then; rejects if a frame is there that the test has not taken.
   */
  async silence(): Promise<void> {
    this.send({ event: "realtime:ping", data: "{}" });
    const frame = await this.next();
    if (frame.event !== "realtime:pong")
      throw new Error(`Instead of silence there was ${JSON.stringify(frame)}`);
  }

  /** Breaks off without a goodbye, as a lost network does. */
  breakOff(): void {
    // Bun's addition, which the types of a browser's WebSocket don't know.
    (this.#socket as WebSocket & { terminate(): void }).terminate();
  }

  /** Closes in good order and waits for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #receive(text: string): void {
    const frame = parseFrame(text);
    this.received.push(frame);
    const waiter = isTold(frame) ? this.#waiting.shift() : undefined;
    if (waiter === undefined) return;
    this.#taken = this.received.length;
    waiter.resolve(frame);
  }

  #ended(): Error {
    return new Error(`The socket was closed: ${this.#closing?.code} ${this.#closing?.reason}`);
  }
}

function isTold(frame: Frame): boolean {
  return frame.event !== "realtime:positions";
}

function parseFrame(text: string): Frame {
  const frame = JSON.parse(text);
  return typeof frame.data === "string" ? { ...frame, data: parseIfJson(frame.data) } : frame;
}

/** A client event may carry any text. */
function parseIfJson(text: string): FrameData {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
