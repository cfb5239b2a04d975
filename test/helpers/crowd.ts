import { createHmac } from "node:crypto";

/** One of many sockets of an outside app: it subscribes when it is connected, and counts what it gets. */
export class CrowdMember implements AsyncDisposable {
  /** The data of the events on its channel, in the order in which they came. */
  readonly events: string[] = [];
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #channel: string;
  readonly #credentials: { key: string; secret: string };
  readonly #subscribed = Promise.withResolvers<void>();
  #awaited: { count: number; resolve: () => void } | undefined;

  constructor(url: string, credentials: { key: string; secret: string }, channel: string) {
    this.#channel = channel;
    this.#credentials = credentials;
    const address = `${url.replace("http", "ws")}/app/${credentials.key}?protocol=7&client=js&version=8.6.0`;
    this.#socket = new WebSocket(address);
    this.#socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => this.#socket.addEventListener("close", () => resolve()));
    void this.closed.then(() => this.#subscribed.reject(new Error("The socket was closed")));
  }

  /** Settles when the subscription is answered; rejects when the connection ends before. */
  get subscribed(): Promise<void> {
    return this.#subscribed.promise;
  }

  /** Settles when there are so many events. */
  async has(count: number): Promise<void> {
    if (this.events.length >= count) return;
    await new Promise<void>((resolve) => (this.#awaited = { count, resolve }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #receive({ event, data }: { event: string; data: string }): void {
    if (event === "pusher:connection_established") this.#subscribe(JSON.parse(data).socket_id);
    else if (event === "pusher_internal:subscription_succeeded") this.#subscribed.resolve();
    else if (!event.startsWith("pusher:")) this.events.push(data);
    if (this.#awaited && this.events.length >= this.#awaited.count) this.#awaited.resolve();
  }

  #subscribe(socketId: string): void {
    const { key, secret } = this.#credentials;
    const signature = createHmac("sha256", secret).update(`${socketId}:${this.#channel}`).digest("hex");
    const data = { channel: this.#channel, auth: `${key}:${signature}` };
    this.#socket.send(JSON.stringify({ event: "pusher:subscribe", data }));
  }
}

/** So many members, all subscribed. */
export async function crowd(
  count: number,
  url: string,
  credentials: { key: string; secret: string },
  channelOf: (index: number) => string,
): Promise<CrowdMember[]> {
  const members: CrowdMember[] = [];
  for (let index = 0; index < count; index += CONNECT_AT_ONCE) {
    const wave = Array.from(
      { length: Math.min(CONNECT_AT_ONCE, count - index) },
      (_, i) => new CrowdMember(url, credentials, channelOf(index + i)),
    );
    await Promise.all(wave.map(({ subscribed }) => subscribed));
    members.push(...wave);
  }
  return members;
}

/** A listening socket's queue of connections is not endless. */
const CONNECT_AT_ONCE = 250;
