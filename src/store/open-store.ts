import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Answer } from "./answer.ts";
import type { Database, Tables } from "./database.ts";
import { type Committed, GroupCommit, type Tx } from "./group-commit.ts";
import { type LogEntry, readChannel } from "./log.ts";
import { isOutdated, migrate, schemaVersion } from "./migrate.ts";
import { type Migration, migrations } from "./migrations/all.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { TurnSnapshot } from "./turn-snapshot.ts";

/**
 * How long a write waits for a command that writes beside the server. The event loop waits with it, so a lock that is
 * held longer is answered as unavailable instead.
 */
const BUSY_TIMEOUT_MS = 250;

/** Pages that a connection keeps at hand. SQLite's own 2 MB make a busy desk read its own file again and again. */
const CACHE_KIB = 16 * 1024;

/**
 * How long the write-ahead log gets before it is folded back into the file: 16 MB. Many commits change the same pages, the ends
 * of indexes above all, and four times SQLite's own length spares most of them being written twice.
 */
const CHECKPOINT_PAGES = 4_000;

/** Another process holds the data directory. */
export class DataDirectoryInUse extends Error {
  override name = "DataDirectoryInUse";
}

/** Nothing can be kept in the data directory: it can't be written to, the disk is full, or its database is none. */
export class DataDirectoryUnusable extends Error {
  override name = "DataDirectoryUnusable";
}

/** The desk's memory. All writing goes through `transact`; `db` sees committed rows only. */
export interface Store {
  readonly db: Database;
  /** Names the timeline of the log's numbers. */
  readonly epoch: string;
  /** See `GroupCommit.run`. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads the logs of several channels past a position each; the answer has every asked channel. */
  readLogs(
    after: ReadonlyMap<string, number>,
    limit: number,
  ): Answer<Map<string, { entries: LogEntry[]; top: number }>>;
  /** Calls `listener` with what a commit changed, after it is on disk. */
  onCommit(listener: (committed: Committed) => void): void;
  /** Waits for what is under way, then lets go of the files. */
  close(): Promise<void>;
}

/**
 * Opens the SQLite store in `directory`, making it when it is new and upgrading it when it is old, after a backup
 * copy. Throws `DataDirectoryInUse`, `DataDirectoryUnusable` or `NewerDatabase`; nothing is held open then.
 */
export async function openStore(
  directory: string,
  { now = Date.now, steps = migrations }: { now?: () => number; steps?: readonly Migration[] } = {},
): Promise<Store> {
  return await openFiles(directory, [lockDirectory(directory)], { now, steps });
}

/**
 * The same beside a process that holds the directory, for a command that changes a row or two. That process must be
 * of this version: nothing is upgraded under it. Throws what `openStore` does.
 */
export async function openStoreBeside(directory: string): Promise<Store> {
  try {
    return await openStore(directory);
  } catch (error) {
    if (!(error instanceof DataDirectoryInUse)) throw error;
    return await openFiles(directory, [], { now: Date.now, steps: migrations, upgrade: false });
  }
}

async function openFiles(
  directory: string,
  files: DatabaseSync[],
  { now, steps, upgrade = true }: { now: () => number; steps: readonly Migration[]; upgrade?: boolean },
): Promise<Store> {
  const closeFiles = () => {
    for (const file of files.toReversed()) file.close();
  };
  try {
    const path = join(directory, "deskbell.db");
    const writerFile = new DatabaseSync(path);
    files.push(writerFile);
    writerFile.exec(
      `pragma busy_timeout = ${BUSY_TIMEOUT_MS}; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on`,
    );
    writerFile.exec(
      `pragma temp_store = memory; pragma cache_size = ${-CACHE_KIB}; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    );
    const writer = new Kysely<Tables>({ dialect: sqliteDialect(writerFile) });
    const version = await schemaVersion(writer, steps);
    if (isOutdated(version, steps)) {
      if (!upgrade)
        throw new DataDirectoryInUse(
          `An older Deskbell is running on ${directory}. Restart it with this version first.`,
        );
      if (version > 0) backUp(writerFile, directory, `before-upgrade-from-${version}-${now()}.db`);
      await migrate(writer, version, steps, now());
    }
    const epoch = await epochOf(writer);
    // A connection of its own for reading: it never sees what a batch has written and not yet committed.
    const readerFile = new DatabaseSync(path, { readOnly: true });
    files.push(readerFile);
    readerFile.exec(`pragma cache_size = ${-CACHE_KIB}`);
    const snapshot = new TurnSnapshot(readerFile);
    const reader = new Kysely<Tables>({ dialect: sqliteDialect(readerFile, snapshot) });
    return storeOver(new GroupCommit(writerFile, writer, snapshot), reader, epoch, () => {
      snapshot.end();
      closeFiles();
    });
  } catch (error) {
    closeFiles();
    throw explained(error, directory);
  }
}

function storeOver(commits: GroupCommit, reader: Database, epoch: string, closeFiles: () => void): Store {
  return {
    db: reader,
    epoch,
    transact: (work) => commits.run(work),
    readLogs: (after, limit) => readLogs(reader, after, limit),
    onCommit: (listener) => commits.onCommit(listener),
    async close() {
      await commits.idle();
      closeFiles();
    },
  };
}

function readLogs(
  db: Database,
  after: ReadonlyMap<string, number>,
  limit: number,
): Answer<Map<string, { entries: LogEntry[]; top: number }>> {
  const reads = new Map<string, { entries: LogEntry[]; top: number }>();
  const late: Promise<unknown>[] = [];
  for (const [channel, seq] of after) {
    const read = readChannel(db, channel, seq, limit);
    if (read instanceof Promise) late.push(read.then((found) => reads.set(channel, found)));
    else reads.set(channel, read);
  }
  return late.length === 0 ? reads : Promise.all(late).then(() => reads);
}

/**
 * A transaction held open on a small database of its own: the operating system drops the lock with the process,
 * however it dies, so no stale lock ever keeps a restart waiting.
 */
function lockDirectory(directory: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(directory, "lock.db"));
    lock.exec("pragma locking_mode = exclusive; begin exclusive");
    return lock;
  } catch (error) {
    lock?.close();
    if (sqliteCode(error) !== SQLITE_BUSY) throw explained(error, directory);
    throw new DataDirectoryInUse(
      `Another Deskbell is running on ${directory}. Stop it first, or choose another DATA_DIR.`,
      { cause: error },
    );
  }
}

const SQLITE_BUSY = 5;
/** What SQLite says about a file, whatever the query was. */
const SQLITE_FILE_CODES: ReadonlySet<number | undefined> = new Set([
  8, // read-only
  10, // an error of the disk
  11, // damaged
  13, // full
  14, // can't be opened
  26, // not a database
]);
/** Of SQLite's longer codes, the part that says what kind of error it is. */
const KIND = 0xff;

/** What is wrong with the files is the operator's to mend, so it is said in a sentence. */
function explained(error: unknown, directory: string): unknown {
  const isAboutFiles =
    error instanceof Error && ("syscall" in error || SQLITE_FILE_CODES.has(sqliteCode(error)));
  if (!isAboutFiles) return error;
  return new DataDirectoryUnusable(
    `DATA_DIR ${directory} can't be used: ${error.message}. It must be a directory in which you may write, with room on its disk.`,
    { cause: error },
  );
}

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & KIND : undefined;
}

/** A copy bears its name only when it is whole: what a full disk or a kill left of one must not pass for a backup. */
function backUp(file: DatabaseSync, directory: string, name: string): void {
  const unfinished = join(directory, "before-upgrade.part");
  rmSync(unfinished, { force: true });
  try {
    file.prepare("vacuum into ?").run(unfinished);
    renameSync(unfinished, join(directory, name));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

async function epochOf(db: Database): Promise<string> {
  await db
    .insertInto("setting")
    .values({ name: "epoch", value: randomBytes(6).toString("hex") })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", "epoch")
    .executeTakeFirstOrThrow();
  return value;
}
