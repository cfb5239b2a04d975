import { type Kysely, sql } from "kysely";
import type { Database } from "./database.ts";
import type { Migration } from "./migrations/all.ts";

/** The database was written by a newer Deskbell than this one; running on would damage it. */
export class NewerDatabase extends Error {
  override name = "NewerDatabase";
}

/** The number of the last step that ran; 0 for an empty database. Throws `NewerDatabase`. */
export async function schemaVersion(db: Database, steps: readonly Migration[]): Promise<number> {
  await sql`create table if not exists migration (
    number integer primary key, name text not null, applied_at bigint not null)`.execute(db);
  const { rows } = await sql<{ number: number | null }>`select max(number) as number from migration`.execute(
    db,
  );
  const version = rows[0]?.number ?? 0;
  const newest = steps.at(-1)?.number ?? 0;
  if (version > newest)
    throw new NewerDatabase(
      `The database is at schema ${version}, this Deskbell knows up to ${newest}. Start the newer version again, or restore the backup made before the upgrade.`,
    );
  return version;
}

/** Whether `migrate` would do anything. */
export function isOutdated(version: number, steps: readonly Migration[]): boolean {
  return steps.some((step) => step.number > version);
}

/** Runs every outstanding step, each in a transaction of its own with its line in the table. */
export async function migrate(
  db: Database,
  version: number,
  steps: readonly Migration[],
  now: number,
): Promise<void> {
  for (const step of steps.filter(({ number }) => number > version)) {
    await db.transaction().execute(async (tx) => {
      await step.up(tx as unknown as Kysely<unknown>);
      await sql`insert into migration values (${step.number}, ${step.name}, ${now})`.execute(tx);
    });
  }
}
