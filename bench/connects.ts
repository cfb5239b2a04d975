import { connectAll, type Membership } from "./connect-all.ts";
import { startWindow } from "./cpu-window.ts";
import { type Dialect, deskbellWire, socketIoWire } from "./dialects.ts";
import { median } from "./quantile.ts";
import { seedDesk } from "./seeded-desk.ts";
import type { ServerProcess } from "./server-process.ts";
import { startDeskbell, startPeer } from "./servers.ts";
import { figure, printTable, verdict } from "./table.ts";

// What a connection costs until it is on its channel: TCP, upgrade, socket id, an HMAC to check, an answer. Deskbell
// also asks its database whether this person may be there and where the log stands; its peers take the signature's word.

const ROUNDS = 5;
const CONNECTS = 4_000;
/** A server that runs for a while has compiled its hot paths: both engines still do so during the first 12,000. */
const WARM_UP_ROUNDS = 6;
const GOODBYES_MS = 500;
const BAR = 0.4;
const MICROSECONDS = 1e6;

interface Contender {
  readonly name: string;
  readonly start: () => Promise<ServerProcess>;
  readonly dialect: Dialect;
}

const desk = await seedDesk(CONNECTS / 2);
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
const cpu = new Map<string, number[]>();
const load = new Map<string, number[]>();
try {
  for (let round = 0; round < ROUNDS; round++)
    for (const contender of contenders) {
      const { cpuPerConnect, loadCpuShare } = await measure(contender);
      cpu.set(contender.name, [...(cpu.get(contender.name) ?? []), cpuPerConnect]);
      load.set(contender.name, [...(load.get(contender.name) ?? []), loadCpuShare]);
    }
} finally {
  desk.remove();
}
const ours = median(cpu.get("deskbell") ?? []);
printTable(`${CONNECTS} connects with a signed subscription, median of ${ROUNDS} interleaved rounds`, [
  ["server", "server CPU each", "per server CPU-second", "load generator's CPU", "ours ÷ it", "bar"],
  ...contenders.map(({ name }) => {
    const seconds = median(cpu.get(name) ?? []);
    return [
      name,
      figure(seconds * MICROSECONDS, "µs"),
      figure(1 / seconds),
      figure(median(load.get(name) ?? []) * 100, "%"),
      figure(ours / seconds),
      name === "ws" ? `≤ ${BAR}: ${verdict(ours / seconds <= BAR)}` : "",
    ];
  }),
]);

async function measure({
  start,
  dialect,
}: Contender): Promise<{ cpuPerConnect: number; loadCpuShare: number }> {
  const server = await start();
  try {
    for (let round = 0; round < WARM_UP_ROUNDS; round++) {
      for (const socket of await connectAll(server.port, dialect, memberships)) socket.close();
      // The goodbyes are not part of what is measured.
      await Bun.sleep(GOODBYES_MS);
    }
    const spent = startWindow(server);
    const sockets = await connectAll(server.port, dialect, memberships);
    const { serverCpuSeconds, loadCpuShare } = spent();
    for (const socket of sockets) socket.close();
    return { cpuPerConnect: serverCpuSeconds / CONNECTS, loadCpuShare };
  } finally {
    await server.stop();
  }
}
