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
