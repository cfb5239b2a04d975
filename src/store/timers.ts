import type { Database, TimerKind } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";

/** Something that is to happen at a time, about a conversation, a person or a team. */
export interface TimerRow {
  readonly id: number;
  readonly kind: TimerKind;
  /** The inner key of what it is about. */
  readonly subject: number;
  readonly dueAt: number;
}

/** Sets a timer, or moves it. It is a row, so it outlives the program. */
export async function setTimer(tx: Tx, kind: TimerKind, subject: number, dueAt: number): Promise<void> {
  await tx.db
    .insertInto("timer")
    .values({ kind, subject, due_at: dueAt })
    .onConflict((conflict) => conflict.columns(["kind", "subject"]).doUpdateSet({ due_at: dueAt }))
    .execute();
  tx.timersMoved = true;
}

/** Takes a timer away; harmless when there is none. */
export async function clearTimer(tx: Tx, kind: TimerKind, subject: number): Promise<void> {
  await remove.run(tx.db, { kind, subject });
}

const remove = prepared((db, { kind, subject }: { kind: TimerKind; subject: number }) =>
  db.deleteFrom("timer").where("kind", "=", kind).where("subject", "=", subject),
);

/** Whether such a timer runs. */
export async function hasTimer(db: Database, kind: TimerKind, subject: number): Promise<boolean> {
  return (await running.first(db, { kind, subject })) !== undefined;
}

const running = prepared((db, { kind, subject }: { kind: TimerKind; subject: number }) =>
  db.selectFrom("timer").select("id").where("kind", "=", kind).where("subject", "=", subject),
);

/** Timers that are due, earliest first. */
export async function dueTimers(db: Database, now: number, limit: number): Promise<TimerRow[]> {
  return await db
    .selectFrom("timer")
    .select(["id", "kind", "subject", "due_at as dueAt"])
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** When the next timer is due; undefined if none runs. */
export async function nextDue(db: Database): Promise<number | undefined> {
  const row = await db.selectFrom("timer").select("due_at").orderBy("due_at").limit(1).executeTakeFirst();
  return row?.due_at;
}

/** Takes a timer that has not been moved since it was read; false if it was moved or taken away. */
export async function takeTimer(tx: Tx, timer: TimerRow): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom("timer")
    .where("id", "=", timer.id)
    .where("due_at", "=", timer.dueAt)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
