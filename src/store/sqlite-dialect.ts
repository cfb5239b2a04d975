import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { TurnSnapshot } from "./turn-snapshot.ts";

/** Different statements kept prepared on one connection; the product has about a hundred. */
const PREPARED_MAX = 500;

/**
 * Kysely on one connection of `node:sqlite`. There is no pool and no lock here: whoever holds the connection sees to
 * it that transactions don't interleave (`GroupCommit` does for the writer; the reader has only its `snapshot`), and
 * closes it.
 */
export function sqliteDialect(database: DatabaseSync, snapshot?: TurnSnapshot): Dialect {
  const connection = new SqliteConnection(database, snapshot);
  return {
    createAdapter: () => new ConnectedAdapter(connection),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => ({
      init: async () => {},
      acquireConnection: async () => connection,
      releaseConnection: async () => {},
      beginTransaction: async () => database.exec("begin immediate"),
      commitTransaction: async () => database.exec("commit"),
      rollbackTransaction: async () => database.exec("rollback"),
      destroy: async () => {},
    }),
  };
}

/**
 * Leads from a `Kysely` to its one connection, so that a prepared query can be run on it at once: on the way through
 * executor and driver it would wait for a dozen promises that have nothing to wait for.
 */
export class ConnectedAdapter extends SqliteAdapter {
  readonly connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    super();
    this.connection = connection;
  }
}

/** A prepared query of one connection. */
interface ReadyQuery<R> {
  /** The rows that it returns, if it returns any. */
  readonly rows: (parameters: readonly unknown[]) => R[];
  /** For an insert of one row: its id. */
  readonly add: (parameters: readonly unknown[]) => number;
}

/** How many queries so far changed something on the connection of `db`, which must be of this dialect. */
export function writesOf(db: { getExecutor(): { adapter: DialectAdapter } }): number {
  const { adapter } = db.getExecutor();
  if (!(adapter instanceof ConnectedAdapter)) throw new TypeError("This is no connection of SQLite's");
  return adapter.connection.writes;
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #snapshot: TurnSnapshot | undefined;
  readonly #prepared = new Map<string, StatementSync>();
  #writes = 0;

  constructor(database: DatabaseSync, snapshot: TurnSnapshot | undefined) {
    this.#database = database;
    this.#snapshot = snapshot;
  }

  /** How many queries so far were no mere look: who sees the same number twice knows that nothing was written between. */
  get writes(): number {
    return this.#writes;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#prepare(query.sql);
    const parameters = query.parameters as SQLInputValue[];
    this.#snapshot?.hold();
    if (!isLook(query)) this.#writes += 1;
    if (returnsRows(query)) return { rows: statement.all(...parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** A query that waits for its parameters. */
  ready<R>(query: CompiledQuery<R>): ReadyQuery<R> {
    const statement = this.#database.prepare(query.sql);
    const all = (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])) as R[];
    const run = (parameters: readonly unknown[]) => {
      this.#writes += 1;
      return Number(statement.run(...(parameters as SQLInputValue[])).lastInsertRowid);
    };
    const look = (parameters: readonly unknown[]) => {
      this.#snapshot?.hold();
      return all(parameters);
    };
    const change = (parameters: readonly unknown[]) => {
      this.#writes += 1;
      return all(parameters);
    };
    const act = (parameters: readonly unknown[]) => {
      run(parameters);
      return [];
    };
    return { rows: isLook(query) ? look : returnsRows(query) ? change : act, add: run };
  }

  // oxlint-disable-next-line require-yield -- the interface demands a generator; nothing here streams
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("The SQLite connection doesn't stream");
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      if (this.#prepared.size >= PREPARED_MAX) this.#prepared.clear();
      statement = this.#database.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}

function isLook({ query }: CompiledQuery): boolean {
  return query.kind === "SelectQueryNode";
}

function returnsRows({ query }: CompiledQuery): boolean {
  if (query.kind === "SelectQueryNode" || query.kind === "RawNode") return true;
  return "returning" in query && query.returning !== undefined;
}
