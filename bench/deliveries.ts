import { connectAll, type Membership } from "./connect-all.ts";
import { type Dialect, deskbellWire, socketIoWire } from "./dialects.ts";
import { drivePosts } from "./post-load.ts";
import { median } from "./quantile.ts";
import { type SeededConversation, type SeededDesk, seedDesk } from "./seeded-desk.ts";
import type { ServerProcess } from "./server-process.ts";
import { BARE_CPP, startDeskbell, startPeer } from "./servers.ts";
import { driveSignals } from "./signal-load.ts";
import { figure, printTable, verdict } from "./table.ts";

// Deliveries per second of server CPU, in the two shapes that matter: many conversations of two, and one channel with
// a thousand subscribers. Client events are what all servers here can do; messages are stored by us and fsync'd, and
// merely passed on by the plain `ws` server beside us.

const ROUNDS = 3;
const PAIRS = 2_500;
const CROWD = 1_000;
const WS_BAR = 2;
const SOCKET_IO_BAR = 3;
const CPP_BAR = 0.7;

interface Shape {
  readonly title: string;
  readonly conversations: readonly SeededConversation[];
  readonly memberships: readonly Membership[];
  readonly receivers: number;
  readonly inFlightMax: number;
  readonly postConnections: number;
}

interface Contender {
  readonly name: string;
  readonly start: () => Promise<ServerProcess>;
  readonly dialect: Dialect;
  /** Where messages are posted; undefined for the load of client events. */
  readonly postPath?: (conversation: SeededConversation) => string;
}

interface Round {
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly loadCpuShare: number;
}

const desk = await seedDesk(PAIRS);
const contenders: readonly Contender[] = [
  { name: "deskbell, client events", start: () => startDeskbell(desk.dataDir), dialect: deskbellWire },
  { name: "ws, client events", start: () => startPeer("ws"), dialect: deskbellWire },
  { name: "socket.io, client events", start: () => startPeer("socket.io"), dialect: socketIoWire },
  { name: "bare bun, client events", start: () => startPeer("bare bun"), dialect: deskbellWire },
  ...(BARE_CPP === undefined
    ? []
    : [{ name: "bare c++, client events", start: () => startPeer("bare c++"), dialect: deskbellWire }]),
  {
    name: "deskbell, messages (stored)",
    start: () => startDeskbell(desk.dataDir),
    dialect: deskbellWire,
    postPath: ({ id }) => `/api/conversations/${id}/messages`,
  },
  {
    name: "ws, messages (not stored)",
    start: () => startPeer("ws"),
    dialect: deskbellWire,
    postPath: ({ channel }) => `/${channel}`,
  },
];
try {
  for (const shape of shapesOf(desk)) await compare(shape);
} finally {
  desk.remove();
}

function shapesOf({ conversations, agentId }: SeededDesk): Shape[] {
  const crowded = conversations.slice(0, 1);
  const pairs = conversations.flatMap(({ channel, customerId }) => [
    { channel, userId: customerId },
    { channel, userId: agentId },
  ]);
  const crowd = crowded.flatMap(({ channel }) =>
    Array.from({ length: CROWD }, () => ({ channel, userId: agentId })),
  );
  return [
    {
      title: `${PAIRS * 2} sockets in two-member channels`,
      conversations,
      memberships: pairs,
      receivers: 1,
      inFlightMax: 512,
      postConnections: 64,
    },
    {
      title: `Fan-out to ${CROWD} subscribers`,
      conversations: crowded,
      memberships: crowd,
      receivers: CROWD - 1,
      inFlightMax: 8 * CROWD,
      postConnections: 8,
    },
  ];
}

async function compare(shape: Shape): Promise<void> {
  const rounds = new Map<string, Round[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const contender of contenders) {
      const before = rounds.get(contender.name) ?? [];
      rounds.set(contender.name, [...before, await measure(contender, shape)]);
    }
  const middle = (name: string, of: keyof Round) =>
    median((rounds.get(name) ?? []).map((round) => round[of]));
  const ours = middle("deskbell, client events", "perCpuSecond");
  printTable(`${shape.title}: deliveries, median of ${ROUNDS} interleaved rounds`, [
    ["server", "per server CPU-second", "per second", "load generator's CPU", "ours ÷ it", "bar"],
    ...contenders.map(({ name }) => {
      const ratio = ours / middle(name, "perCpuSecond");
      return [
        name,
        figure(middle(name, "perCpuSecond")),
        figure(middle(name, "perSecond")),
        figure(middle(name, "loadCpuShare") * 100, "%"),
        figure(ratio),
        barOf(name, ratio, shape),
      ];
    }),
  ]);
}

function barOf(name: string, ratio: number, { receivers }: Shape): string {
  if (receivers > 1) return "";
  if (name === "ws, client events") return `≥ ${WS_BAR}: ${verdict(ratio >= WS_BAR)}`;
  if (name === "bare c++, client events") return `≥ ${CPP_BAR}: ${verdict(ratio >= CPP_BAR)}`;
  if (name === "socket.io, client events") return `≥ ${SOCKET_IO_BAR}: ${verdict(ratio >= SOCKET_IO_BAR)}`;
  return "";
}

async function measure({ start, dialect, postPath }: Contender, shape: Shape): Promise<Round> {
  const server = await start();
  try {
    const { memberships, receivers, inFlightMax } = shape;
    const sockets = await connectAll(server.port, dialect, memberships);
    const channels = memberships.map(({ channel }) => channel);
    const targets = shape.conversations.map((one) => ({
      path: postPath?.(one) ?? "",
      token: one.customerToken,
    }));
    const connections = shape.postConnections;
    const result = postPath
      ? await drivePosts({ server, targets, sockets, receivers: receivers + 1, connections })
      : await driveSignals({ server, dialect, sockets, channels, receivers, inFlightMax });
    for (const socket of sockets) socket.close();
    return {
      perCpuSecond: result.deliveries / result.serverCpuSeconds,
      perSecond: result.deliveries / result.wallSeconds,
      loadCpuShare: result.loadCpuShare,
    };
  } finally {
    await server.stop();
  }
}
