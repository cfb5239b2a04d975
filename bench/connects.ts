import { connectAll, type Membership } from "./connect-all.ts";
import { startWindow } from "./cpu-window.ts";
import { type Dialect, deskbellWire, socketIoWire } from "./dialects.ts";
import { median, quantile } from "./quantile.ts";
import { seedDesk } from "./seeded-desk.ts";
import type { ServerProcess } from "./server-process.ts";
import { startDeskbell, startPeer } from "./servers.ts";
import { figure, printTable, verdict } from "./table.ts";

// What a connection costs until it is on its channel: TCP, upgrade, socket id, an HMAC to check, an answer. Everybody comes
// back to the channel on which they were a moment ago, as after a network has failed. In a row of its own Deskbell lets in
// people on whose channels nobody was: then it asks its database whether they may be there and where the log stands, which
// its peers never do.

const ROUNDS = 3;
const CONNECTS = 4_000;
/** A server that runs for a while has compiled its hot paths: most of it during the first 12,000, the last during 50,000. */
const WARM_UP_WINDOWS = 14;
const WINDOWS = 6;
/** Of all windows the one that a quarter of them undercut: other guests of the machine only ever add. */
const QUIET = 0.25;
const GOODBYES_MS = 500;
const BAR = 0.4;
const MICROSECONDS = 1e6;

interface Contender {
  readonly name: string;
  readonly start: () => Promise<ServerProcess>;
  readonly dialect: Dialect;
}

const desk = await seedDesk(CONNECTS);
const contenders: readonly Contender[] = [
  { name: "deskbell", start: () => startDeskbell(desk.dataDir), dialect: deskbellWire },
  { name: "ws", start: () => startPeer("ws"), dialect: deskbellWire },
  { name: "socket.io", start: () => startPeer("socket.io"), dialect: socketIoWire },
  { name: "bare bun, no HMAC", start: () => startPeer("bare bun"), dialect: deskbellWire },
];
const memberships: readonly Membership[] = desk.conversations.flatMap(({ channel, customerId }) => [
  { channel, userId: customerId },
  { channel, userId: desk.agentId },
]);
const [known, unknown] = [memberships.slice(0, CONNECTS), memberships.slice(CONNECTS)];
const NEWCOMERS = "deskbell, channels on which nobody was";
const cpu = new Map<string, number[]>();
const load = new Map<string, number[]>();
try {
  for (let round = 0; round < ROUNDS; round++) for (const contender of contenders) await measure(contender);
} finally {
  desk.remove();
}
const quiet = (row: string) => quantile(cpu.get(row) ?? [], QUIET);
const ours = quiet("deskbell");
printTable(
  `${CONNECTS} connects with a signed subscription, the quieter quarter of ${ROUNDS} interleaved rounds of ${WINDOWS}`,
  [
    ["server", "server CPU each", "per server CPU-second", "load generator's CPU", "ours ÷ it", "bar"],
    ...[...cpu.keys()].map((name) => [
      name,
      figure(quiet(name) * MICROSECONDS, "µs"),
      figure(1 / quiet(name)),
      figure(median(load.get(name) ?? []) * 100, "%"),
      figure(ours / quiet(name)),
      name === "ws" ? `≤ ${BAR}: ${verdict(ours / quiet(name) <= BAR)}` : "",
    ]),
  ],
);

async function measure({ name, start, dialect }: Contender): Promise<void> {
  const server = await start();
  const comeAndGo = async (who: readonly Membership[], row?: string) => {
    const spent = startWindow(server);
    const sockets = await connectAll(server.port, dialect, who);
    const { serverCpuSeconds, loadCpuShare } = spent();
    if (row !== undefined) {
      add(cpu, row, serverCpuSeconds / CONNECTS);
      add(load, row, loadCpuShare);
    }
    for (const socket of sockets) socket.close();
    // The goodbyes are not part of what is measured.
    await Bun.sleep(GOODBYES_MS);
  };
  try {
    for (let window = 0; window < WARM_UP_WINDOWS; window++) await comeAndGo(known);
    for (let window = 0; window < WINDOWS; window++) await comeAndGo(known, name);
    if (name === "deskbell") await comeAndGo(unknown, NEWCOMERS);
  } finally {
    await server.stop();
  }
}

function add(rows: Map<string, number[]>, name: string, value: number): void {
  rows.set(name, [...(rows.get(name) ?? []), value]);
}
