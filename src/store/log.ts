import { type Answer, whenKnown } from "./answer.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";

/** Held by this module alone: whoever lacks it can't make an entry, not even through an entry's `constructor`. */
const FROM_DISK = Symbol("from disk");

/**
 * One committed row of the log. Instances come from reading the database and from nowhere else, so whoever is handed
 * one knows that it is on disk. Only the type leaves this file.
 */
class LogEntry {
  /** Its presence is the proof: a private field can be neither cast nor inherited by a look-alike. */
  readonly #fromDisk = true;
  readonly channel: string;
  readonly seq: number;
  readonly event: string;
  readonly data: string;
  readonly changesAudience: boolean;

  constructor(key: symbol, channel: string, row: LogRow) {
    if (key !== FROM_DISK) throw new TypeError("A log entry is read from the log, never made");
    this.channel = channel;
    this.seq = row.seq;
    this.event = row.event;
    this.data = row.data;
    this.changesAudience = row.changes_audience === 1;
  }

  static is(value: unknown): value is LogEntry {
    return typeof value === "object" && value !== null && #fromDisk in value && value.#fromDisk;
  }
}

export type { LogEntry };

interface LogRow {
  seq: number;
  event: string;
  data: string;
  changes_audience: 0 | 1;
}

/** Whether `value` was read from the log. */
export function isLogEntry(value: unknown): value is LogEntry {
  return LogEntry.is(value);
}

/**
 * Appends one event to a channel's log; the channel is woken when the commit is on disk. The number is taken inside
 * the transaction: the order of numbers is the order of commits, and a rollback leaves no hole. `data` is given the
 * entry's own `seq` to carry and must be plain JSON. Returns the `seq`.
 */
export async function append(
  tx: Tx,
  entry: {
    channelId: number;
    event: string;
    data: (seq: number) => object;
    at: number;
    changesAudience?: boolean;
  },
): Promise<number> {
  const { name, last_seq: seq } = await takeNumber.one(tx.db, { id: entry.channelId });
  await insertEntry.run(tx.db, {
    channelId: entry.channelId,
    seq,
    event: entry.event,
    data: JSON.stringify(entry.data(seq)),
    changesAudience: entry.changesAudience ? 1 : 0,
    at: entry.at,
  });
  tx.appended.add(name);
  return seq;
}

/** Removes a channel's entries; its numbers go on. For channels that nobody catches up with. */
export async function forgetEntries(tx: Tx, channel: number): Promise<void> {
  await tx.db.deleteFrom("log").where("channel_id", "=", channel).execute();
}

const takeNumber = prepared((db, { id }: { id: number }) =>
  db
    .updateTable("channel")
    .set((eb) => ({ last_seq: eb("last_seq", "+", 1) }))
    .where("id", "=", id)
    .returning(["name", "last_seq"]),
);

const insertEntry = prepared(
  (
    db,
    entry: {
      channelId: number;
      seq: number;
      event: string;
      data: string;
      changesAudience: 0 | 1;
      at: number;
    },
  ) =>
    db.insertInto("log").values({
      channel_id: entry.channelId,
      seq: entry.seq,
      event: entry.event,
      data: entry.data,
      changes_audience: entry.changesAudience,
      created_at: entry.at,
    }),
);

/** The channel's inner id; the channel is made on first use. */
export async function channelId(tx: Tx, name: string): Promise<number> {
  const found = await channelByName.first(tx.db, { name });
  if (found) return found.id;
  const { id } = await tx.db
    .insertInto("channel")
    .values({ name, last_seq: 0 })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** The entries of one channel after a position, ascending, at most `limit`; and the channel's last `seq`. */
export function readChannel(
  db: Database,
  name: string,
  after: number,
  limit: number,
): Answer<{ entries: LogEntry[]; top: number }> {
  return whenKnown(channelByName.first(db, { name }), (channel) => {
    if (!channel || channel.last_seq <= after) return { entries: [], top: channel?.last_seq ?? 0 };
    const span = { channelId: channel.id, after, upTo: after + limit };
    return whenKnown(entriesBetween.all(db, span), (rows) => {
      const entries = rows.sort((a, b) => a.seq - b.seq).map((row) => new LogEntry(FROM_DISK, name, row));
      // Two reads are two instants: what was committed between them belongs to the top as well.
      return { entries, top: Math.max(channel.last_seq, entries.at(-1)?.seq ?? 0) };
    });
  });
}

/** The last `seq` of a channel; 0 before its first entry. */
export async function channelTop(db: Database, name: string): Promise<number> {
  return (await channelByName.first(db, { name }))?.last_seq ?? 0;
}

const channelByName = prepared((db, { name }: { name: string }) =>
  db.selectFrom("channel").select(["id", "last_seq"]).where("name", "=", name),
);

// The numbers have no holes, so a range says as much as an order and a limit; and SQLite compiles an ORDER BY beside
// parameters anew each time it runs.
const entriesBetween = prepared(
  (db, { channelId: id, after, upTo }: { channelId: number; after: number; upTo: number }) =>
    db
      .selectFrom("log")
      .select(["seq", "event", "data", "changes_audience"])
      .where("channel_id", "=", id)
      .where("seq", ">", after)
      .where("seq", "<=", upTo),
);

/** A row as a follower reads it: all channels, in the order of commits. */
export interface FollowedRow {
  readonly id: number;
  readonly event: string;
  readonly data: string;
  readonly created_at: number;
}

/** The rows after a follower's cursor, ascending, at most `limit`. */
export function readLogAfter(db: Database, cursor: number, limit: number): Promise<FollowedRow[]> {
  return db
    .selectFrom("log")
    .select(["id", "event", "data", "created_at"])
    .where("id", ">", cursor)
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** The `data` of the last entry of this event on a channel before `seq`. */
export async function entryBefore(
  db: Database,
  channel: string,
  seq: number,
  event: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("log")
    .innerJoin("channel", "channel.id", "log.channel_id")
    .select("data")
    .where("channel.name", "=", channel)
    .where("seq", "<", seq)
    .where("event", "=", event)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.data;
}
