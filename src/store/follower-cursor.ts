import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";

/** How far a follower has read the log; 0 before it has begun. */
export async function readCursor(db: Database, name: string): Promise<number> {
  const row = await db.selectFrom("follower").select("cursor").where("name", "=", name).executeTakeFirst();
  return row?.cursor ?? 0;
}

/** Moves a follower's cursor, in the transaction that did what the rows up to there asked for. */
export async function moveCursor(tx: Tx, name: string, cursor: number): Promise<void> {
  await tx.db
    .insertInto("follower")
    .values({ name, cursor })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ cursor }))
    .execute();
}

/** Sets the cursor of a follower that has none to the end of the log: what happened before is not its business. */
export async function beginAtEnd(tx: Tx, name: string): Promise<void> {
  const { end } = await tx.db
    .selectFrom("log")
    .select((eb) => eb.fn.max("id").as("end"))
    .executeTakeFirstOrThrow();
  await tx.db
    .insertInto("follower")
    .values({ name, cursor: end ?? 0 })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
}

/** Forgets how far a follower has read: should it ever follow again, it begins anew. */
export async function forgetCursor(tx: Tx, name: string): Promise<void> {
  await tx.db.deleteFrom("follower").where("name", "=", name).execute();
}
