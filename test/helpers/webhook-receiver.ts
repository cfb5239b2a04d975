/** A request as a webhook's receiver got it. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  /** Byte for byte. */
  readonly body: string;
  /** What is told, in either dialect: a list of one in Apinator's. */
  readonly events: readonly Record<string, unknown>[];
  /** The ids of the events, in their order. */
  readonly eventIds: readonly string[];
}

/** An HTTP server that webhooks are told to. Hold it with `await using`. */
export class WebhookReceiver implements AsyncDisposable {
  /** Everything that came, in order. */
  readonly received: Received[] = [];
  /** Decides on the status of each answer; it may take its time. */
  answer: (request: Received) => number | Promise<number> = () => 200;
  readonly #server: Bun.Server<undefined>;
  readonly #waiting: (() => void)[] = [];

  constructor() {
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: async (request) => {
        const received = await read(request);
        this.received.push(received);
        for (const look of this.#waiting.splice(0)) look();
        return new Response("seen", { status: await this.answer(received) });
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}/hook`;
  }

  /** Every event that came, in order, repeats included. */
  get events(): Record<string, unknown>[] {
    return this.received.flatMap(({ events }) => events);
  }

  /** The first `count` requests, once they have come. */
  async requests(count: number): Promise<readonly Received[]> {
    await this.until(() => this.received.length >= count);
    return this.received.slice(0, count);
  }

  /** Settles once what has come is enough. */
  async until(enough: () => boolean): Promise<void> {
    while (!enough()) await new Promise<void>((look) => this.#waiting.push(look));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}

async function read(request: Request): Promise<Received> {
  const body = await request.text();
  const parsed = JSON.parse(body) as Record<string, unknown>;
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  const events = (parsed["events"] as Record<string, unknown>[] | undefined) ?? [parsed];
  return { headers, body, events, eventIds: (headers["x-deskbell-event-id"] ?? "").split(",") };
}
