import { backoff } from "../src/client/backoff.ts";
import { startWindow } from "./cpu-window.ts";
import { deskbellWire, signed } from "./dialects.ts";
import { HttpConnection } from "./http-connection.ts";
import { quantile } from "./quantile.ts";
import { RawSocket, textFrame } from "./raw-socket.ts";
import { type SeededConversation, seedDesk } from "./seeded-desk.ts";
import type { ServerProcess } from "./server-process.ts";
import { startDeskbell, startPeer } from "./servers.ts";
import { figure, printTable } from "./table.ts";

// A server dies by `kill -9` and is started again on the same port; 5,000 clients come back by themselves, with the
// SDK's own backoff, ask for a new signature and catch up from where they were. From the restart until the last of
// them is subscribed again.

const CLIENTS = 5_000;
/** How long the server stays away: a restart, and an outage in which the clients' waits have grown. */
const OUTAGES_S = [0, 10] as const;
/** Browsers have a connection each; here they share some, which spares the load generator, not the server's routes. */
const HTTP_CONNECTIONS = 32;
const RETURN_TIMEOUT_MS = 60_000;

interface Contender {
  readonly name: string;
  readonly start: (port: number) => Promise<ServerProcess>;
  /** Whether clients ask the desk for their signature over HTTP; otherwise the load generator signs. */
  readonly asksDesk: boolean;
}

const desk = await seedDesk(CLIENTS);
const contenders: readonly Contender[] = [
  {
    name: "deskbell, signatures by HTTP",
    start: (port) => startDeskbell(desk.dataDir, port),
    asksDesk: true,
  },
  {
    name: "deskbell, signed beforehand",
    start: (port) => startDeskbell(desk.dataDir, port),
    asksDesk: false,
  },
  { name: "ws, signed beforehand", start: (port) => startPeer("ws", port), asksDesk: false },
];
try {
  const rows: string[][] = [];
  for (const outage of OUTAGES_S)
    for (const contender of contenders) rows.push(await compare(contender, outage));
  printTable(`${figure(CLIENTS)} clients subscribed again after a kill -9`, [
    [
      "server",
      "away for",
      "serves after",
      "half are back",
      "99 %",
      "all",
      "server CPU each",
      "load generator's CPU",
    ],
    ...rows,
  ]);
} finally {
  desk.remove();
}

async function compare(contender: Contender, outageSeconds: number): Promise<string[]> {
  const result = await measure(contender, outageSeconds);
  return [
    contender.name,
    `${outageSeconds} s`,
    figure(result.serving, "s"),
    figure(result.half, "s"),
    figure(result.most, "s"),
    figure(result.all, "s"),
    figure(result.cpuEach * 1e6, "µs"),
    figure(result.loadCpuShare * 100, "%"),
  ];
}

async function measure({ start, asksDesk }: Contender, outageSeconds: number) {
  const first = await start(0);
  const { port } = first;
  const signatures = new Signatures(port);
  let subscribed = 0;
  let restartedAt = 0;
  const back: number[] = [];
  const returned = () => {
    subscribed += 1;
    if (restartedAt > 0) back.push((performance.now() - restartedAt) / 1_000);
  };
  const sign = asksDesk ? signatures : undefined;
  const clients = desk.conversations.map((one) => new Client(port, one, sign, returned));
  for (const client of clients) {
    client.connect();
    // Everybody is there before the blow; only the return is a storm.
    if (subscribed % 50 === 0) await Bun.sleep(1);
  }
  await until(() => subscribed === CLIENTS);
  await first.kill();
  await Bun.sleep(outageSeconds * 1_000);
  restartedAt = performance.now();
  const second = await start(port);
  const serving = (performance.now() - restartedAt) / 1_000;
  const spent = startWindow(second);
  await until(() => back.length === CLIENTS);
  const { serverCpuSeconds, loadCpuShare } = spent();
  for (const client of clients) client.stop();
  signatures.close();
  await second.stop();
  return {
    serving,
    half: quantile(back, 0.5),
    most: quantile(back, 0.99),
    all: Math.max(...back),
    cpuEach: serverCpuSeconds / CLIENTS,
    loadCpuShare,
  };
}

/** A customer's client as the SDK is one: comes back with full jitter, resumes from its position. */
class Client {
  readonly #port: number;
  readonly #conversation: SeededConversation;
  readonly #signatures: Signatures | undefined;
  readonly #subscribed: () => void;
  #position: unknown;
  #attempt = 0;
  #socket: RawSocket | undefined;
  #stopped = false;

  constructor(
    port: number,
    conversation: SeededConversation,
    signatures: Signatures | undefined,
    subscribed: () => void,
  ) {
    this.#port = port;
    this.#conversation = conversation;
    this.#signatures = signatures;
    this.#subscribed = subscribed;
  }

  connect(): void {
    RawSocket.open(this.#port, deskbellWire.path, (socket, chunk, start, end) => {
      this.#socket = socket;
      socket.onClose = () => this.#retry();
      this.#receive(socket, JSON.parse(chunk.toString("utf8", start, end)));
    }).catch(() => this.#retry());
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
  }

  #retry(): void {
    if (this.#stopped) return;
    setTimeout(() => this.connect(), backoff(this.#attempt));
    this.#attempt += 1;
  }

  #receive(socket: RawSocket, { event, data }: { event: string; data: string }): void {
    if (event === "realtime:connection_established") {
      this.#subscribe(socket, JSON.parse(data).socket_id).catch(() => {
        socket.close();
        this.#retry();
      });
    } else if (event === "realtime:subscription_succeeded") {
      const { seq, epoch, recovered } = JSON.parse(data);
      if (this.#position !== undefined && seq !== undefined && recovered !== true)
        throw new Error(`A client could not catch up: ${data}`);
      this.#position = seq === undefined ? undefined : { seq, epoch };
      this.#attempt = 0;
      this.#subscribed();
    } else throw new Error(`The server said ${event} ${data}`);
  }

  async #subscribe(socket: RawSocket, socketId: string): Promise<void> {
    const { channel, customerId, customerToken } = this.#conversation;
    const signature = this.#signatures
      ? { channel, ...(await this.#signatures.ask(socketId, channel, customerToken)) }
      : signed(socketId, channel, customerId);
    const data = JSON.stringify({ ...signature, since: this.#position });
    socket.send(textFrame(JSON.stringify({ event: "realtime:subscribe", data })));
  }
}

/** Asks the desk to sign channels, over a few connections in turn. */
class Signatures {
  readonly #port: number;
  readonly #waiting: (() => void)[] = [];
  #free: (HttpConnection | undefined)[] = Array.from({ length: HTTP_CONNECTIONS });

  constructor(port: number) {
    this.#port = port;
  }

  async ask(socketId: string, channel: string, token: string): Promise<object> {
    while (this.#free.length === 0) await new Promise<void>((resume) => this.#waiting.push(resume));
    let connection = this.#free.pop();
    try {
      connection ??= await HttpConnection.open(this.#port);
      const question = JSON.stringify({ socket_id: socketId, channel_name: channel });
      const { status, body } = await connection.post("/api/realtime/auth", token, question);
      if (status !== 200) throw new Error(`The desk did not sign: ${status} ${body}`);
      return JSON.parse(body);
    } catch (error) {
      connection?.close();
      connection = undefined;
      throw error;
    } finally {
      this.#free.push(connection);
      this.#waiting.shift()?.();
    }
  }

  close(): void {
    for (const connection of this.#free) connection?.close();
    this.#free = [];
  }
}

async function until(happened: () => boolean): Promise<void> {
  const overdue = performance.now() + RETURN_TIMEOUT_MS;
  while (!happened()) {
    if (performance.now() > overdue) throw new Error("Not everybody came back");
    await Bun.sleep(1);
  }
}
