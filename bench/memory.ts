import { connectAll, type Membership } from "./connect-all.ts";
import { type Dialect, deskbellWire, socketIoWire } from "./dialects.ts";
import { median } from "./quantile.ts";
import { seedDesk } from "./seeded-desk.ts";
import type { ServerProcess } from "./server-process.ts";
import { startDeskbell, startPeer } from "./servers.ts";
import { figure, printTable, verdict } from "./table.ts";

// Resident memory of an idle connection on its channel: what the server grows by from the first 2,000 (with which it
// has warmed up) to 10,000, per connection. What the kernel keeps for a socket is not in it, for nobody.

const ROUNDS = 3;
const FIRST = 2_000;
const ALL = 10_000;
/** Time for garbage of the connecting to go. */
const SETTLE_MS = 8_000;
const KIB = 1024;
const BAR_KIB = 5;

interface Contender {
  readonly name: string;
  readonly start: () => Promise<ServerProcess>;
  readonly dialect: Dialect;
}

const desk = await seedDesk(ALL / 2);
const contenders: readonly Contender[] = [
  { name: "deskbell", start: () => startDeskbell(desk.dataDir), dialect: deskbellWire },
  { name: "ws", start: () => startPeer("ws"), dialect: deskbellWire },
  { name: "socket.io", start: () => startPeer("socket.io"), dialect: socketIoWire },
  { name: "bare bun", start: () => startPeer("bare bun"), dialect: deskbellWire },
];
const memberships: readonly Membership[] = desk.conversations.flatMap(({ channel, customerId }) => [
  { channel, userId: customerId },
  { channel, userId: desk.agentId },
]);
const each = new Map<string, number[]>();
const total = new Map<string, number[]>();
try {
  for (let round = 0; round < ROUNDS; round++)
    for (const contender of contenders) {
      const { perConnection, atEnd } = await measure(contender);
      each.set(contender.name, [...(each.get(contender.name) ?? []), perConnection]);
      total.set(contender.name, [...(total.get(contender.name) ?? []), atEnd]);
    }
} finally {
  desk.remove();
}
const of = (name: string) => median(each.get(name) ?? []) / KIB;
printTable(`Memory of an idle subscribed connection, median of ${ROUNDS} interleaved rounds`, [
  ["server", "each", `resident with ${figure(ALL)}`, "bar"],
  ...contenders.map(({ name }) => [
    name,
    figure(of(name), "KiB"),
    figure(median(total.get(name) ?? []) / KIB / KIB, "MiB"),
    name === "deskbell" ? `≤ ${BAR_KIB} KiB: ${verdict(of(name) <= BAR_KIB)}` : "",
  ]),
]);

async function measure({ start, dialect }: Contender): Promise<{ perConnection: number; atEnd: number }> {
  const server = await start();
  try {
    const first = await connectAll(server.port, dialect, memberships.slice(0, FIRST));
    await Bun.sleep(SETTLE_MS);
    const before = server.rssBytes();
    const others = await connectAll(server.port, dialect, memberships.slice(FIRST));
    await Bun.sleep(SETTLE_MS);
    const atEnd = server.rssBytes();
    for (const socket of [...first, ...others]) socket.close();
    return { perConnection: (atEnd - before) / (ALL - FIRST), atEnd };
  } finally {
    await server.stop();
  }
}
