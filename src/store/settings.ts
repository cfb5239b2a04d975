import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";

/** Reads a stored setting. */
export async function readSetting(db: Database, name: string): Promise<string | undefined> {
  const row = await db.selectFrom("setting").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value;
}

/** Stores `make()` under `name` unless something is there already; returns what is there now. */
export async function ensureSetting(tx: Tx, name: string, make: () => string): Promise<string> {
  const found = await readSetting(tx.db, name);
  if (found !== undefined) return found;
  const value = make();
  await tx.db.insertInto("setting").values({ name, value }).execute();
  return value;
}
