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
  const rows = (db: Database, values: P) => {
    const { adapter } = db.getExecutor();
    let plan = plans.get(adapter);
    if (!plan) {
      plan = planOf(adapter, build(db, standIns as P).compile());
      plans.set(adapter, plan);
    }
    return plan(db, values);
  };
  return {
    all: rows,
    first: (db, values) => whenKnown(rows(db, values), firstOf),
    one: (db, values) => whenKnown(rows(db, values), onlyOf),
    run: (db, values) => whenKnown(rows(db, values), () => {}),
  };
}

function firstOf<O>(rows: O[]): O | undefined {
  return rows[0];
}

function onlyOf<O>([row]: O[]): O {
  if (row === undefined) throw new Error("A row that must be there is not");
  return row;
}

type Plan<P, O> = (db: Database, values: P) => Answer<O[]>;

function planOf<P extends object, O>(adapter: DialectAdapter, query: CompiledQuery<O>): Plan<P, O> {
  const parameters = (values: P) =>
    query.parameters.map((slot) => (slot instanceof StandIn ? values[slot.name as keyof P] : slot));
  if (adapter instanceof ConnectedAdapter) {
    const run = adapter.connection.ready(query);
    return (_, values) => run(parameters(values));
  }
  return async (db, values) => {
    const { rows } = await db.executeQuery<O>({ ...query, parameters: parameters(values) });
    return rows;
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
