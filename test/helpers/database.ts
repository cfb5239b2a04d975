import { createHmac } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { FrameData } from "./socket.ts";

const LOCK_TIMEOUT_MS = 5_000;

/** A row as SQLite gives it. */
export type Row = Record<string, unknown>;

/** Runs one reading query on the database file of a program that may be running. */
export function query(dataDir: string, sql: string, ...parameters: SQLInputValue[]): Row[] {
  using database = new Opened(dataDir, true);
  return database.file.prepare(sql).all(...parameters);
}

/** Changes the database behind the program's back: time that passes, a disk that fails. */
export function meddle(dataDir: string, sql: string): void {
  using database = new Opened(dataDir, false);
  database.file.exec(sql);
}

/**
 * Everything that is stored, as text to compare: what is refused must leave it as it was. Without the followers, which
 * work in their own time, and without how far the deliveries of webhooks and mails have got.
 */
export function everythingStored(dataDir: string): string {
  using database = new Opened(dataDir, true);
  const tables = database.file
    .prepare("select name from sqlite_schema where type = 'table' order by name")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !["follower", "daily_statistics"].includes(name));
  return JSON.stringify(
    tables.map((name) => [
      name,
      database.file.prepare(`select ${SHARE_OF_PEOPLE[name] ?? `* from "${name}"`} order by rowid`).all(),
    ]),
  );
}

/** Of tables that followers write as well: what people's requests put there. */
const SHARE_OF_PEOPLE: Readonly<Record<string, string>> = {
  webhook_delivery: "id, public_id, event_id from webhook_delivery",
  sqlite_sequence: "name, seq from sqlite_sequence where name <> 'notice'",
  notice: "message_id from notice where kind = 'transcript'",
};

/** The rows of one channel's log, in order, as the wire would tell them. */
export function logOf(dataDir: string, channel: string): { seq: number; event: string; data: FrameData }[] {
  return query(
    dataDir,
    "select seq, event, data from log where channel_id = (select id from channel where name = ?) order by seq",
    channel,
  ).map(({ seq, event, data }) => ({
    seq: Number(seq),
    event: String(event),
    data: JSON.parse(String(data)),
  }));
}

/** A signature that fits, made with the desk's own secret: for asking what stands behind the signature. */
export function signChannel(
  dataDir: string,
  socketId: string,
  channel: string,
  userId: string | undefined,
): { auth: string; channel_data?: string } {
  const [key, secret] = ["realtime_key", "realtime_secret"].map((name) =>
    String(query(dataDir, "select value from setting where name = ?", name)[0]?.["value"]),
  );
  const data = userId === undefined ? undefined : JSON.stringify({ user_id: userId });
  const signed = [socketId, channel, ...(data === undefined ? [] : [data])].join(":");
  const auth = `${key}:${createHmac("sha256", secret ?? "")
    .update(signed)
    .digest("hex")}`;
  return data === undefined ? { auth } : { auth, channel_data: data };
}

class Opened implements Disposable {
  readonly file: DatabaseSync;

  constructor(dataDir: string, readOnly: boolean) {
    // A program that was killed leaves a log behind, which whoever opens the file next puts in order under a lock.
    this.file = new DatabaseSync(join(dataDir, "deskbell.db"), { readOnly, timeout: LOCK_TIMEOUT_MS });
  }

  [Symbol.dispose](): void {
    this.file.close();
  }
}
