import type { Tx } from "./group-commit.ts";

/** Everybody who answers, as routing sees them. */
export async function routingCandidates(
  tx: Tx,
): Promise<{ personId: number; available: boolean; online: boolean; lastAssignment: number }[]> {
  const rows = await tx.db
    .selectFrom("agent")
    .select(["person_id", "available", "online", "last_assignment"])
    .where("available", "=", 1)
    .where("online", "=", 1)
    .execute();
  return rows.map((row) => ({
    personId: row.person_id,
    available: row.available === 1,
    online: row.online === 1,
    lastAssignment: row.last_assignment,
  }));
}

/** Puts an agent at the end of the round. */
export async function countAssignment(tx: Tx, personId: number): Promise<void> {
  await tx.db
    .updateTable("agent")
    .set({
      last_assignment: (eb) =>
        eb.selectFrom("agent").select((one) => one(one.fn.max("last_assignment"), "+", 1).as("next")),
    })
    .where("person_id", "=", personId)
    .execute();
}
