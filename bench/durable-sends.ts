import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Actor } from "../src/desk/access.ts";
import type { Desk } from "../src/desk/desk.ts";
import { postMessage } from "../src/desk/post-message.ts";
import { actorOf } from "../src/desk/session.ts";
import { drivePosts } from "./post-load.ts";
import { median } from "./quantile.ts";
import { openDesk, type SeededDesk, seedDesk } from "./seeded-desk.ts";
import { startDeskbell } from "./servers.ts";
import { figure, printTable, verdict } from "./table.ts";

// Messages that are on disk, fsync'd, before they count: grouped as Deskbell does, one commit each through the same
// verb, and one commit each in plain SQLite with prepared statements and nothing around them.

const ROUNDS = 5;
const CONVERSATIONS = 200;
const GROUPED = 6_000;
const ONE_BY_ONE = 1_500;
/** Customers who send at the same time. */
const TOGETHER = 256;
const BAR = 5;
const HTTP_CONNECTIONS = [1, 64] as const;

async function compareStores({ dataDir, conversations }: SeededDesk): Promise<void> {
  const desk = await openDesk(dataDir);
  const senders = await Promise.all(
    conversations.map(async ({ id, customerToken }) => ({ id, actor: await actorOf(desk, customerToken) })),
  );
  const plainly = new PlainSqlite();
  const rates = { grouped: [] as number[], single: [] as number[], plain: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.plain.push(rateOf(ONE_BY_ONE, await timed(() => plainly.send(ONE_BY_ONE))));
    rates.single.push(rateOf(ONE_BY_ONE, await timed(() => send(desk, senders, ONE_BY_ONE, 1))));
    rates.grouped.push(rateOf(GROUPED, await timed(() => send(desk, senders, GROUPED, TOGETHER))));
  }
  plainly.remove();
  await desk.store.close();
  const [grouped, single, plain] = [median(rates.grouped), median(rates.single), median(rates.plain)];
  printTable(`Durable sends, one process, median of ${ROUNDS} interleaved rounds`, [
    ["how", "messages per second", "grouped ÷ it", "bar"],
    [`postMessage, ${TOGETHER} at a time: commits grouped`, figure(grouped), "", ""],
    [
      "postMessage, one commit each",
      figure(single),
      figure(grouped / single),
      `≥ ${BAR}: ${verdict(grouped / single >= BAR)}`,
    ],
    ["two bare inserts in SQLite, one commit each", figure(plain), figure(grouped / plain), ""],
  ]);
}

async function send(
  desk: Desk,
  senders: readonly { id: string; actor: Actor }[],
  count: number,
  together: number,
): Promise<void> {
  let sent = 0;
  const work = async () => {
    while (sent < count) {
      sent += 1;
      const { id, actor } = senders[sent % senders.length] ?? { id: "", actor: undefined };
      const words = { clientId: crypto.randomUUID(), text: "The lamp flickers when I dim it." };
      const { created } = await postMessage(desk, actor, id, words);
      if (!created) throw new Error("A message was taken for a repeat: nothing was written");
    }
  };
  await Promise.all(Array.from({ length: together }, work));
}

/** The least that one commit a message can cost: a log row and a message row, the same durability, no queries. */
class PlainSqlite {
  readonly #directory = mkdtempSync(join(tmpdir(), "deskbell-bench-"));
  readonly #database = new DatabaseSync(join(this.#directory, "plain.db"));
  readonly #log: StatementSync;
  readonly #message: StatementSync;
  #sent = 0;

  constructor() {
    this.#database.exec(`pragma journal_mode = wal; pragma synchronous = full;
      create table log (id integer primary key, channel_id integer, seq integer, data text, unique (channel_id, seq));
      create table message (id integer primary key, conversation_id integer, client_id text, text text,
        unique (conversation_id, client_id))`);
    this.#log = this.#database.prepare("insert into log (channel_id, seq, data) values (?, ?, ?)");
    this.#message = this.#database.prepare(
      "insert into message (conversation_id, client_id, text) values (?, ?, ?)",
    );
  }

  send(count: number): void {
    for (let n = 0; n < count; n++) {
      this.#sent += 1;
      const conversation = this.#sent % CONVERSATIONS;
      this.#database.exec("begin immediate");
      this.#log.run(conversation, this.#sent, '{"text":"The lamp flickers when I dim it."}');
      this.#message.run(conversation, crypto.randomUUID(), "The lamp flickers when I dim it.");
      this.#database.exec("commit");
    }
  }

  remove(): void {
    this.#database.close();
    rmSync(this.#directory, { recursive: true });
  }
}

async function comparePosts({ dataDir, conversations }: SeededDesk): Promise<void> {
  const targets = conversations.map(({ id, customerToken }) => ({
    path: `/api/conversations/${id}/messages`,
    token: customerToken,
  }));
  const rows: string[][] = [];
  for (const connections of HTTP_CONNECTIONS) {
    const server = await startDeskbell(dataDir);
    const results = [];
    for (let round = 0; round < ROUNDS; round++)
      results.push(await drivePosts({ server, targets, sockets: [], receivers: 0, connections }));
    await server.stop();
    rows.push([
      `${connections} at a time`,
      figure(median(results.map(({ posts, wallSeconds }) => posts / wallSeconds))),
      figure(median(results.map(({ posts, serverCpuSeconds }) => posts / serverCpuSeconds))),
      figure(median(results.map(({ loadCpuShare }) => loadCpuShare)) * 100, "%"),
    ]);
  }
  printTable(`POST /api/conversations/:id/messages over HTTP, median of ${ROUNDS} rounds`, [
    ["requests", "201s per second", "per server CPU-second", "load generator's CPU"],
    ...rows,
  ]);
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}

function rateOf(count: number, seconds: number): number {
  return count / seconds;
}

// Last, because a class has no life before its line.
const seeded = await seedDesk(CONVERSATIONS);
try {
  await compareStores(seeded);
  await comparePosts(seeded);
} finally {
  seeded.remove();
}
