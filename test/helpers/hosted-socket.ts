import type { Dialect } from "../../src/protocol/app-settings.ts";
import type { OutsideAppKeys } from "./outside-app.ts";
import { Recorder } from "./recorder.ts";
import type { App } from "./start-app.ts";

/** A frame as it came, but for its data, which is parsed, and its event, which has lost the dialect's prefix. */
export interface HostedFrame {
  readonly event: string;
  readonly channel?: string;
  readonly data: { readonly socket_id: string; readonly code: number; readonly status: number };
}

/** A socket of an outside app on which a test may say anything, in either dialect. */
export class HostedSocket implements AsyncDisposable {
  readonly frames = new Recorder<HostedFrame>();
  readonly dialect: Dialect;
  socketId = "";
  readonly #socket: WebSocket;
  readonly #closed = Promise.withResolvers<number>();

  static async open(app: App, keys: OutsideAppKeys, dialect: Dialect): Promise<HostedSocket> {
    const socket = new HostedSocket(app, keys, dialect);
    socket.socketId = (await socket.frames.next()).data.socket_id;
    app.beforeStop(socket);
    return socket;
  }

  private constructor(app: App, keys: OutsideAppKeys, dialect: Dialect) {
    this.dialect = dialect;
    const address = `${app.url.replace(/^http/, "ws")}/app/${keys[dialect].key}`;
    this.#socket = new WebSocket(`${address}?protocol=7&client=test&version=1.0.0`);
    this.#socket.addEventListener("message", ({ data }) => this.frames.push(parse(String(data))));
    this.#socket.addEventListener("close", ({ code }) => this.#closed.resolve(code));
  }

  /** Settles with the close code. */
  get closed(): Promise<number> {
    return this.#closed.promise;
  }

  /** Sends a system event under the dialect's prefix. */
  system(event: string, data: object): void {
    this.send({ event: `${this.dialect === "pusher" ? "pusher" : "realtime"}:${event}`, data });
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** What a subscription is answered: its status, or "joined". */
  async subscribe(channel: string, authorization: object): Promise<"joined" | number> {
    this.system("subscribe", { channel, ...authorization });
    const { event, data } = await this.frames.find((frame) => frame.event.startsWith("subscription_"));
    return event === "subscription_succeeded" ? "joined" : data.status;
  }

  /** Takes all that the test has not taken, once the server has handled all that was sent. */
  async leftovers(): Promise<HostedFrame[]> {
    this.system("ping", {});
    const left: HostedFrame[] = [];
    for (;;) {
      const frame = await this.frames.next();
      if (frame.event === "pong") return left;
      left.push(frame);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }
}

function parse(text: string): HostedFrame {
  const frame = JSON.parse(text);
  const data =
    typeof frame.data === "string" && /^[{[]/.test(frame.data) ? JSON.parse(frame.data) : frame.data;
  return { ...frame, data, event: frame.event.replace(/^(realtime|pusher|pusher_internal):/, "") };
}
