import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Actor } from "../src/desk/access.ts";
import type { Desk } from "../src/desk/desk.ts";
import { postMessage } from "../src/desk/post-message.ts";
import { actorOf } from "../src/desk/session.ts";
import { newPublicId } from "../src/store/public-id.ts";
import { drivePosts } from "./post-load.ts";
import { median } from "./quantile.ts";
import { openDesk, type SeededDesk, seedDesk } from "./seeded-desk.ts";
import { startDeskbell } from "./servers.ts";
import { figure, printTable, verdict } from "./table.ts";

// Messages that are on disk, fsync'd, before they count: grouped as Deskbell does, one commit each through the same
// verb, and one commit each in plain SQLite with prepared statements and nothing around them. That is done twice: with the
// rows that a message is with us, and with the two without which it would not be there at all.

const ROUNDS = 5;
const CONVERSATIONS = 200;
const GROUPED = 6_000;
const ONE_BY_ONE = 1_500;
const TEXT = "The lamp flickers when I dim it.";
/** Customers who send at the same time. */
const TOGETHER = 256;
const BAR = 5;
const HTTP_CONNECTIONS = [1, 64] as const;

async function compareStores({ dataDir, conversations }: SeededDesk): Promise<void> {
  const desk = await openDesk(dataDir);
  const senders = await Promise.all(
    conversations.map(async ({ id, customerToken }) => ({ id, actor: await actorOf(desk, customerToken) })),
  );
  const sameRows = new PlainSqlite("the same rows");
  const twoRows = new PlainSqlite("two rows");
  const rates = {
    grouped: [] as number[],
    single: [] as number[],
    sameRows: [] as number[],
    twoRows: [] as number[],
  };
  for (let round = 0; round < ROUNDS; round++) {
    rates.twoRows.push(rateOf(ONE_BY_ONE, await timed(() => twoRows.send(ONE_BY_ONE))));
    rates.sameRows.push(rateOf(ONE_BY_ONE, await timed(() => sameRows.send(ONE_BY_ONE))));
    rates.single.push(rateOf(ONE_BY_ONE, await timed(() => send(desk, senders, ONE_BY_ONE, 1))));
    rates.grouped.push(rateOf(GROUPED, await timed(() => send(desk, senders, GROUPED, TOGETHER))));
  }
  sameRows.remove();
  twoRows.remove();
  await desk.store.close();
  const grouped = median(rates.grouped);
  const row = (how: string, rate: number, bar: string) => [how, figure(rate), figure(grouped / rate), bar];
  const sameRate = median(rates.sameRows);
  printTable(`Durable sends, one process, median of ${ROUNDS} interleaved rounds`, [
    ["how", "messages per second", "grouped ÷ it", "bar"],
    [`postMessage, ${TOGETHER} at a time: commits grouped`, figure(grouped), "", ""],
    row("postMessage, one commit each", median(rates.single), ""),
    row(
      "the same rows in plain SQLite, one commit each",
      sameRate,
      `≥ ${BAR}: ${verdict(grouped / sameRate >= BAR)}`,
    ),
    row("two rows in plain SQLite, one commit each", median(rates.twoRows), ""),
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
      const words = { clientId: crypto.randomUUID(), text: TEXT };
      const { created } = await postMessage(desk, actor, id, words);
      if (!created) throw new Error("A message was taken for a repeat: nothing was written");
    }
  };
  await Promise.all(Array.from({ length: together }, work));
}

/**
 * One commit a message, with the same durability and no questions asked: either what a message changes with us, a number of
 * its channel, a log row, a message row that is unique in three ways, and the conversation's last words; or a bare log
 * row and a bare message row.
 */
class PlainSqlite {
  readonly #directory = mkdtempSync(join(tmpdir(), "deskbell-bench-"));
  readonly #database = new DatabaseSync(join(this.#directory, "plain.db"));
  readonly #write: (conversation: number, seq: number) => void;
  #sent = 0;

  constructor(what: "the same rows" | "two rows") {
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = full");
    this.#write = what === "two rows" ? this.#twoRows() : this.#sameRows();
  }

  send(count: number): void {
    for (let n = 0; n < count; n++) {
      this.#sent += 1;
      this.#database.exec("begin immediate");
      this.#write(1 + (this.#sent % CONVERSATIONS), this.#sent);
      this.#database.exec("commit");
    }
  }

  remove(): void {
    this.#database.close();
    rmSync(this.#directory, { recursive: true });
  }

  #twoRows(): (conversation: number, seq: number) => void {
    this.#database.exec(`create table log (id integer primary key, channel_id integer, seq integer, data text, unique (channel_id, seq));
      create table message (id integer primary key, conversation_id integer, client_id text, text text,
        unique (conversation_id, client_id))`);
    const log = this.#prepare("insert into log (channel_id, seq, data) values (?, ?, ?)");
    const message = this.#prepare("insert into message (conversation_id, client_id, text) values (?, ?, ?)");
    return (conversation, seq) => {
      log.run(conversation, seq, JSON.stringify({ text: TEXT }));
      message.run(conversation, crypto.randomUUID(), TEXT);
    };
  }

  #sameRows(): (conversation: number, seq: number) => void {
    this.#database.exec(`create table channel (id integer primary key, name text unique, last_seq integer);
      create table log (id integer primary key, channel_id integer, seq integer, event text, data text,
        changes_audience integer, created_at integer, unique (channel_id, seq));
      create table message (id integer primary key, public_id text unique, conversation_id integer, seq integer,
        client_id text, sender_id integer, sender_role text, text text, created_at integer,
        unique (conversation_id, client_id), unique (conversation_id, seq));
      create table conversation (id integer primary key, team_id integer, assignee_id integer, status text,
        last_message_id integer, updated_at integer);
      create index of_assignee on conversation (assignee_id, status, updated_at);
      create index by_silence on conversation (team_id, updated_at)`);
    const channel = this.#prepare("insert into channel values (?, ?, 0)");
    const conversation = this.#prepare("insert into conversation values (?, 1, 1, 'open', null, 0)");
    for (let id = 1; id <= CONVERSATIONS; id++) {
      channel.run(id, `private-conversation-${crypto.randomUUID()}`);
      conversation.run(id);
    }
    const number = this.#prepare("update channel set last_seq = last_seq + 1 where id = ?");
    const log = this.#prepare(
      "insert into log (channel_id, seq, event, data, changes_audience, created_at) values (?, ?, 'message:new', ?, 0, ?)",
    );
    const message = this.#prepare(
      "insert into message (public_id, conversation_id, seq, client_id, sender_id, sender_role, text, created_at) values (?, ?, ?, ?, 1, 'customer', ?, ?)",
    );
    const last = this.#prepare("update conversation set last_message_id = ?, updated_at = ? where id = ?");
    return (of, seq) => {
      const [id, clientId, at] = [newPublicId("msg"), crypto.randomUUID(), Date.now()];
      const said = { id, conversationId: of, clientId, text: TEXT, senderRole: "customer", senderId: id };
      number.run(of);
      log.run(of, seq, JSON.stringify({ ...said, senderName: "Visitor", createdAt: at, seq }), at);
      const { lastInsertRowid } = message.run(id, of, seq, clientId, TEXT, at);
      last.run(lastInsertRowid, at, of);
    };
  }

  #prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
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
