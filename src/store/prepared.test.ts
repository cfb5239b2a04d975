import { expect, test } from "bun:test";
import { DatabaseSync } from "node:sqlite";
import { Kysely, SqliteAdapter } from "kysely";
import type { Tables } from "./database.ts";
import { prepared } from "./prepared.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

const dialect = sqliteDialect(new DatabaseSync(":memory:"));
const direct = new Kysely<Tables>({ dialect });
// A database whose adapter leads to no connection is asked through Kysely's executor.
const indirect = new Kysely<Tables>({ dialect: { ...dialect, createAdapter: () => new SqliteAdapter() } });
await direct.schema
  .createTable("setting")
  .addColumn("name", "text", (column) => column.primaryKey())
  .addColumn("value", "text")
  .execute();

const insert = prepared((db, { name, value }: { name: string; value: string }) =>
  db.insertInto("setting").values({ name, value }).returning("name"),
);
const withValue = prepared((db, { value }: { value: string }) =>
  db
    .selectFrom("setting")
    .selectAll()
    .where("value", "=", value)
    .where("name", "!=", "hidden")
    .orderBy("name"),
);
const rename = prepared((db, { from, to }: { from: string; to: string }) =>
  db.updateTable("setting").set({ name: to }).where("name", "=", from),
);

for (const [way, db] of [
  ["at once", direct],
  ["through the executor", indirect],
] as const) {
  test(`run ${way}, a prepared query takes the values of each call beside its own`, async () => {
    await db.deleteFrom("setting").execute();
    for (const name of ["b", "a", "hidden"])
      expect(await insert.one(db, { name, value: "x" })).toMatchObject({ name });
    expect(await withValue.all(db, { value: "x" })).toMatchObject([{ name: "a" }, { name: "b" }]);
    await rename.run(db, { from: "a", to: "c" });
    expect(await withValue.first(db, { value: "x" })).toMatchObject({ name: "b", value: "x" });
    expect(await withValue.first(db, { value: "y" })).toBeUndefined();
    await expect((async () => await withValue.one(db, { value: "y" }))()).rejects.toThrow(
      "A row that must be there is not",
    );
  });

  test(`run ${way}, a prepared query is built once`, async () => {
    let builds = 0;
    const counted = prepared((kysely, { name }: { name: string }) => {
      builds += 1;
      return kysely.selectFrom("setting").select("value").where("name", "=", name);
    });
    for (const name of ["a", "b", "c"]) await counted.first(db, { name });
    expect(builds).toBe(1);
  });

  test(`run ${way}, a failing statement rejects like any other`, async () => {
    await db.deleteFrom("setting").execute();
    await insert.run(db, { name: "a", value: "x" });
    await expect((async () => await insert.run(db, { name: "a", value: "x" }))()).rejects.toThrow("UNIQUE");
  });
}

test("a query that decides by a value is refused when it is built", async () => {
  const deciding = prepared((db, { page }: { page: number }) =>
    db
      .selectFrom("setting")
      .select("name")
      .limit(page * 50),
  );
  expect(() => deciding.all(direct, { page: 2 })).toThrow("can't look at page");
});
