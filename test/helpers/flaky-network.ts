import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A network that misbehaves on command: a TCP proxy on loopback between clients and a server. The server behind it
 * may move to another port, as it does when it is killed and started again.
 */
export class FlakyNetwork implements AsyncDisposable {
  /** Where clients connect to: `http://127.0.0.1:…` */
  readonly url: string;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #target: number;
  #stalled: ReturnType<typeof Promise.withResolvers<void>> | undefined;
  #delayMs = 0;

  /** Opens a proxy to the server at `target`, an http URL. */
  static async to(target: string): Promise<FlakyNetwork> {
    const network = { current: undefined as FlakyNetwork | undefined };
    const server = createServer({ allowHalfOpen: false }, (client) => network.current?.accept(client));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
    await promise;
    network.current = new FlakyNetwork(server, portOf(target));
    return network.current;
  }

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The proxy has no port");
    this.url = `http://127.0.0.1:${address.port}`;
  }

  /** How many connections pass through just now. */
  get connections(): number {
    return this.#links.size;
  }

  /** From now on new connections go to the server at `target`. */
  redirect(target: string): void {
    this.#target = portOf(target);
  }

  /** Cuts every connection that `choose` picks, all by default; what was under way is lost. */
  cut(choose: () => boolean = () => true): void {
    for (const link of this.#links) if (choose()) link.cut();
  }

  /** Nothing passes any more in either direction, yet nothing is closed: a train in a tunnel. */
  stall(): void {
    this.#stalled ??= Promise.withResolvers();
  }

  /** Ends a stall: what was held back passes, in order. */
  resume(): void {
    this.#stalled?.resolve();
    this.#stalled = undefined;
  }

  /** Holds every chunk back for so long, in each direction; the order stays. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    this.cut();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }

  /** Called for each connection of a client. */
  accept(client: Socket): void {
    const link = new Link(client, connect(this.#target, "127.0.0.1"), () => this.#passage());
    this.#links.add(link);
    link.onCut(() => this.#links.delete(link));
  }

  async #passage(): Promise<void> {
    if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
    while (this.#stalled !== undefined) await this.#stalled.promise;
  }
}

/** One client's connection and the one to the server that belongs to it. */
class Link {
  readonly #ends: readonly Socket[];
  readonly #listeners: (() => void)[] = [];
  #isCut = false;

  constructor(client: Socket, server: Socket, passage: () => Promise<void>) {
    this.#ends = [client, server];
    this.#forward(client, server, passage);
    this.#forward(server, client, passage);
  }

  onCut(listener: () => void): void {
    this.#listeners.push(listener);
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    for (const end of this.#ends) end.destroy();
    for (const listener of this.#listeners) listener();
  }

  /** Chunks wait for one another, so that a delay never changes their order. */
  #forward(from: Socket, to: Socket, passage: () => Promise<void>): void {
    let queue = Promise.resolve();
    const enqueue = (step: () => void) => {
      queue = this.#inTurn(queue, passage, step);
    };
    from.on("data", (chunk) => enqueue(() => to.write(chunk)));
    from.on("end", () => enqueue(() => to.end()));
    from.on("error", () => this.cut());
    from.on("close", () => enqueue(() => this.cut()));
  }

  async #inTurn(earlier: Promise<void>, passage: () => Promise<void>, step: () => void): Promise<void> {
    await earlier;
    await passage();
    if (!this.#isCut) step();
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
