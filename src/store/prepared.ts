import type { Compilable, CompiledQuery, DialectAdapter } from "kysely";
import { type Answer, whenKnown } from "./answer.ts";
import type { Database } from "./database.ts";
import { ConnectedAdapter } from "./sqlite-dialect.ts";

/** A query that is spelled once and run with different values. What fails throws where the answer would be at once. */
export interface Prepared<P, O> {
  /** Every row. */
  all(db: Database, values: P): Answer<O[]>;
  /** The first row, if there is one. */
  first(db: Database, values: P): Answer<O | undefined>;
  /** The first row. Throws when there is none. */
  one(db: Database, values: P): Answer<O>;
  /** Runs it for its effect. */
  run(db: Database, values: P): Answer<void>;
  /** Runs an insert of one row, and returns the row's id: asking the insert to return it would double what it takes. */
  add(db: Database, values: P): Answer<number>;
}

/**
 * Builds and compiles a query on its first use, once for each connection's dialect, and from then on only runs it:
 * spelling a query takes Kysely ten times as long as answering it takes SQLite. `build` sees stand-ins instead of
 * values, so the query may place them but not look at them: what depends on a value is another query.
 *
 *     const byName = prepared((db, { name }: { name: string }) =>
 *       db.selectFrom("channel").select("id").where("name", "=", name));
 *     await byName.first(db, { name: "private-agent-7" });
 */
export function prepared<P extends object, O>(
  build: (db: Database, values: P) => Compilable<O>,
): Prepared<P, O> {
  const plans = new WeakMap<DialectAdapter, Plan<P, O>>();
  const planFor = (db: Database) => {
    const { adapter } = db.getExecutor();
    let plan = plans.get(adapter);
    if (!plan) {
      plan = planOf(adapter, build(db, standIns as P).compile());
      plans.set(adapter, plan);
    }
    return plan;
  };
  const rows = (db: Database, values: P) => planFor(db).rows(db, values);
  return {
    all: rows,
    first: (db, values) => whenKnown(rows(db, values), firstOf),
    one: (db, values) => whenKnown(rows(db, values), onlyOf),
    run: (db, values) => whenKnown(rows(db, values), () => {}),
    add: (db, values) => planFor(db).add(db, values),
  };
}

function firstOf<O>(rows: O[]): O | undefined {
  return rows[0];
}

function onlyOf<O>([row]: O[]): O {
  if (row === undefined) throw new Error("A row that must be there is not");
  return row;
}

interface Plan<P, O> {
  readonly rows: (db: Database, values: P) => Answer<O[]>;
  readonly add: (db: Database, values: P) => Answer<number>;
}

function planOf<P extends object, O>(adapter: DialectAdapter, query: CompiledQuery<O>): Plan<P, O> {
  const parameters = (values: P) =>
    query.parameters.map((slot) => (slot instanceof StandIn ? values[slot.name as keyof P] : slot));
  if (adapter instanceof ConnectedAdapter) {
    const ready = adapter.connection.ready(query);
    return {
      rows: (_, values) => ready.rows(parameters(values)),
      add: (_, values) => ready.add(parameters(values)),
    };
  }
  const execute = (db: Database, values: P) =>
    db.executeQuery<O>({ ...query, parameters: parameters(values) });
  return {
    rows: async (db, values) => (await execute(db, values)).rows,
    add: async (db, values) => Number((await execute(db, values)).insertId),
  };
}

/** Takes the place of the value called `name` while a query is compiled. */
class StandIn {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError(`A prepared query can't look at ${String(this.name)}: its values come later`);
  }
}

const standIns = new Proxy({}, { get: (_, name) => new StandIn(name) });
