import { connectAll, type Membership } from "./connect-all.ts";
import { startWindow } from "./cpu-window.ts";
import { deskbellWire } from "./dialects.ts";
import { HttpConnection } from "./http-connection.ts";
import { isMessage, newMessage, type PostTarget } from "./post-load.ts";
import { median, quantile } from "./quantile.ts";
import type { RawSocket } from "./raw-socket.ts";
import { type SeededConversation, seedDesk } from "./seeded-desk.ts";
import type { ServerProcess } from "./server-process.ts";
import { startDeskbell, startPeer } from "./servers.ts";
import { settle } from "./settle.ts";
import { figure, printTable, verdict } from "./table.ts";

// From a customer's POST to the frame at the agent's socket, at a steady rate, while 5,000 subscribed sockets are
// open. Deskbell has the message on disk before it sends the frame; the plain `ws` server beside it stores nothing.

const ROUNDS = 5;
const PAIRS = 2_500;
const BAR = 3;
const WARM_UP = { perSecond: 200, seconds: 3 } as const;
const SLOW = { perSecond: 50, seconds: 8 } as const;
const FAST = { perSecond: 500, seconds: 4 } as const;

type Pace = { readonly perSecond: number; readonly seconds: number };

interface Contender {
  readonly name: string;
  readonly start: () => Promise<ServerProcess>;
  readonly path: (conversation: SeededConversation) => string;
}

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly loadCpuShare: number;
}

const desk = await seedDesk(PAIRS);
const contenders: readonly Contender[] = [
  {
    name: "deskbell (stored)",
    start: () => startDeskbell(desk.dataDir),
    path: ({ id }) => `/api/conversations/${id}/messages`,
  },
  { name: "ws + node:http (not stored)", start: () => startPeer("ws"), path: ({ channel }) => `/${channel}` },
];
const customers: readonly Membership[] = desk.conversations.map(({ channel, customerId }) => ({
  channel,
  userId: customerId,
}));
const agents: readonly Membership[] = desk.conversations.map(({ channel }) => ({
  channel,
  userId: desk.agentId,
}));
try {
  const rows: string[][] = [];
  for (const contender of contenders) rows.push(...(await measure(contender)));
  printTable(`POST to the other side's frame, ${PAIRS * 2} sockets open, medians of ${ROUNDS} rounds`, [
    ["server", "sends per second", "p50", "p99", "load generator's CPU", "p99 ÷ p99 at 50/s", "bar"],
    ...rows,
  ]);
} finally {
  desk.remove();
}

async function measure({ name, start, path }: Contender): Promise<string[][]> {
  const server = await start();
  try {
    const ears = await connectAll(server.port, deskbellWire, agents);
    const others = await connectAll(server.port, deskbellWire, customers);
    const targets = desk.conversations.map((one) => ({ path: path(one), token: one.customerToken }));
    await sendAt(WARM_UP, server, targets, ears);
    const [slow, fast]: [Round[], Round[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      slow.push(await sendAt(SLOW, server, targets, ears));
      fast.push(await sendAt(FAST, server, targets, ears));
    }
    for (const socket of [...ears, ...others]) socket.close();
    const ratio = median(fast.map(({ p99 }) => p99)) / median(slow.map(({ p99 }) => p99));
    const bar = name.startsWith("deskbell") ? `≤ ${BAR}: ${verdict(ratio <= BAR)}` : "";
    return [rowOf(name, SLOW, slow), [...rowOf(name, FAST, fast), figure(ratio), bar]];
  } finally {
    await server.stop();
  }
}

function rowOf(name: string, { perSecond }: Pace, rounds: readonly Round[]): string[] {
  return [
    name,
    String(perSecond),
    figure(median(rounds.map(({ p50 }) => p50)), "ms"),
    figure(median(rounds.map(({ p99 }) => p99)), "ms"),
    figure(median(rounds.map(({ loadCpuShare }) => loadCpuShare)) * 100, "%"),
  ];
}

/** Posts at an even pace whatever the answers do, each time in the next conversation, and waits for every frame. */
async function sendAt(
  { perSecond, seconds }: Pace,
  server: ServerProcess,
  targets: readonly PostTarget[],
  ears: readonly RawSocket[],
): Promise<Round> {
  const latencies: number[] = [];
  const sentAt: number[] = [];
  for (const [turn, ear] of ears.entries())
    ear.onText = (_, chunk, start) => {
      if (isMessage(chunk, start)) latencies.push(performance.now() - (sentAt[turn] ?? Number.NaN));
    };
  const idle: HttpConnection[] = [];
  const posting: Promise<void>[] = [];
  const spent = startWindow(server);
  const from = performance.now();
  const count = perSecond * seconds;
  for (let n = 0; n < count; n++) {
    const due = from + (n * 1_000) / perSecond;
    while (performance.now() < due) await Bun.sleep(due - performance.now());
    const turn = n % targets.length;
    sentAt[turn] = performance.now();
    posting.push(post(idle, server.port, targets[turn]));
  }
  await Promise.all(posting);
  await settle(() => count - latencies.length);
  for (const connection of idle) connection.close();
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    loadCpuShare: spent().loadCpuShare,
  };
}

/** Posts on a connection that waits for nothing, or on a new one: a slow answer must not delay the next post. */
async function post(idle: HttpConnection[], port: number, target: PostTarget | undefined): Promise<void> {
  const connection = idle.pop() ?? (await HttpConnection.open(port));
  const { status, body } = await connection.post(target?.path ?? "", target?.token ?? "", newMessage());
  if (status !== 201) throw new Error(`A post was answered ${status}: ${body}`);
  idle.push(connection);
}
