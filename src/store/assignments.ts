import type { AssignmentEntry, AssignmentKind, AssignmentReason, StrategyName } from "../protocol/teams.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";

/** A member of a team who is on duty, as routing sees them. */
export interface OnDuty {
  readonly personId: number;
  readonly load: number;
  /** The agent's own number; null for what the team says. */
  readonly capacity: number | null;
  readonly lastAssignment: number;
}

/** The members of a team who are on duty. */
export async function membersOnDuty(tx: Tx, teamId: number): Promise<OnDuty[]> {
  return await onDuty.all(tx.db, { teamId });
}

// A subquery, because SQLite compiles a join with parameters anew each time it runs.
const onDuty = prepared((db, { teamId }: { teamId: number }) =>
  db
    .selectFrom("agent")
    .select(["person_id as personId", "load", "capacity", "last_assignment as lastAssignment"])
    .where("available", "=", 1)
    .where("online", "=", 1)
    .where("person_id", "in", (eb) =>
      eb.selectFrom("team_member").select("person_id").where("team_id", "=", teamId),
    ),
);

/** Whether a team has anybody on duty. */
export async function hasSomebodyOnDuty(db: Database, teamId: number): Promise<boolean> {
  return (await anybody.first(db, { teamId })) !== undefined;
}

const anybody = prepared((db, { teamId }: { teamId: number }) =>
  db
    .selectFrom("agent")
    .select("person_id")
    .where("available", "=", 1)
    .where("online", "=", 1)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("team_member")
          .select("team_id")
          .where("team_id", "=", teamId)
          .whereRef("team_member.person_id", "=", "agent.person_id"),
      ),
    )
    .limit(1),
);

/** How an agent stands. */
export async function dutyOf(
  db: Database,
  personId: number,
): Promise<{ onDuty: boolean; active: boolean; load: number; capacity: number | null }> {
  const row = await duty.one(db, { personId });
  return {
    onDuty: row.available === 1 && row.online === 1,
    active: row.deactivated_at === null,
    load: row.load,
    capacity: row.capacity,
  };
}

const duty = prepared((db, { personId }: { personId: number }) =>
  db
    .selectFrom("agent")
    .select(["available", "online", "load", "capacity", "deactivated_at"])
    .where("person_id", "=", personId),
);

/** Everybody who has a skill. */
export async function skilledIn(tx: Tx, skill: string): Promise<Set<number>> {
  const rows = await withSkill.all(tx.db, { skill });
  return new Set(rows.map(({ personId }) => personId));
}

const withSkill = prepared((db, { skill }: { skill: string }) =>
  db.selectFrom("agent_skill").select("person_id as personId").where("skill", "=", skill),
);

/** Adds to how many open conversations an agent has, and puts them at the end of the round when one was added. */
export async function addLoad(tx: Tx, personId: number, change: 1 | -1): Promise<void> {
  if (change === 1) await loadMore.run(tx.db, { personId });
  else await loadLess.run(tx.db, { personId });
}

const loadMore = prepared((db, { personId }: { personId: number }) =>
  db
    .updateTable("agent")
    .set((eb) => ({
      load: eb("load", "+", 1),
      last_assignment: eb
        .selectFrom("agent as others")
        .select((one) => one(one.fn.max("others.last_assignment"), "+", 1).as("next")),
    }))
    .where("person_id", "=", personId),
);

const loadLess = prepared((db, { personId }: { personId: number }) =>
  db
    .updateTable("agent")
    .set((eb) => ({ load: eb("load", "-", 1) }))
    .where("person_id", "=", personId),
);

/** Who is not to be offered a conversation again. */
export async function passedBy(tx: Tx, conversationId: number): Promise<Set<number>> {
  const rows = await passes.all(tx.db, { conversationId });
  return new Set(rows.map(({ personId }) => personId));
}

const passes = prepared((db, { conversationId }: { conversationId: number }) =>
  db
    .selectFrom("conversation_pass")
    .select("person_id as personId")
    .where("conversation_id", "=", conversationId),
);

/** Somebody let a conversation expire, or gave it away. */
export async function addPass(tx: Tx, conversationId: number, personId: number): Promise<void> {
  await tx.db
    .insertInto("conversation_pass")
    .values({ conversation_id: conversationId, person_id: personId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Somebody took it on: who passed may have it again some other time. */
export async function clearPasses(tx: Tx, conversationId: number): Promise<void> {
  await deletePasses.run(tx.db, { conversationId });
}

const deletePasses = prepared((db, { conversationId }: { conversationId: number }) =>
  db.deleteFrom("conversation_pass").where("conversation_id", "=", conversationId),
);

/** One step of a conversation on its way; what is not said is null. */
export interface AssignmentStep {
  readonly conversationId: number;
  readonly teamId: number;
  readonly kind: AssignmentKind;
  readonly at: number;
  readonly because?: AssignmentReason | null;
  readonly agentId?: number | null;
  readonly byId?: number | null;
  readonly note?: string | null;
  readonly strategy?: StrategyName | null;
  readonly load?: number | null;
  readonly eligible?: number | null;
  readonly waitedMs?: number | null;
}

/** Appends to the assignment log; nothing changes what stands there. */
export async function noteStep(tx: Tx, step: AssignmentStep): Promise<void> {
  await insertStep.run(tx.db, {
    because: null,
    agentId: null,
    byId: null,
    note: null,
    strategy: null,
    load: null,
    eligible: null,
    waitedMs: null,
    ...step,
  });
}

const insertStep = prepared((db, step: Required<AssignmentStep>) =>
  db.insertInto("assignment").values({
    conversation_id: step.conversationId,
    team_id: step.teamId,
    kind: step.kind,
    because: step.because,
    agent_id: step.agentId,
    by_id: step.byId,
    note: step.note,
    strategy: step.strategy,
    load: step.load,
    eligible: step.eligible,
    waited_ms: step.waitedMs,
    at: step.at,
  }),
);

/** A conversation's way so far, oldest first: the newest `limit` steps. */
export async function stepsOf(
  db: Database,
  conversationId: number,
  limit: number,
): Promise<AssignmentEntry[]> {
  const rows = await db
    .selectFrom("assignment")
    .innerJoin("team", "team.id", "assignment.team_id")
    .leftJoin("person as agent", "agent.id", "assignment.agent_id")
    .leftJoin("person as by", "by.id", "assignment.by_id")
    .select([
      "assignment.at",
      "assignment.kind",
      "assignment.because",
      "assignment.note",
      "assignment.strategy",
      "assignment.load",
      "assignment.eligible",
      "team.public_id as teamId",
      "team.name as teamName",
      "agent.public_id as agentId",
      "agent.name as agentName",
      "by.public_id as byId",
      "by.name as byName",
    ])
    .where("assignment.conversation_id", "=", conversationId)
    .orderBy("assignment.id", "desc")
    .limit(limit)
    .execute();
  return rows.toReversed().map((row) => ({
    at: new Date(row.at).toISOString(),
    kind: row.kind,
    because: row.because,
    agent: nameOrNull(row.agentId, row.agentName),
    by: nameOrNull(row.byId, row.byName),
    team: { id: row.teamId, name: row.teamName },
    note: row.note,
    strategy: row.strategy,
    load: row.load,
    eligible: row.eligible,
  }));
}

function nameOrNull(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null || name === null ? null : { id, name };
}

/** When conversations of a team left its queue for an agent lately, newest first. */
export async function departures(
  db: Database,
  teamId: number,
  { since, limit }: { since: number; limit: number },
): Promise<{ at: number; waitedMs: number }[]> {
  return (await lately.all(db, { teamId, since, limit })).map(({ at, waitedMs }) => ({
    at,
    waitedMs: waitedMs ?? 0,
  }));
}

const lately = prepared((db, { teamId, since, limit }: { teamId: number; since: number; limit: number }) =>
  db
    .selectFrom("assignment")
    .select(["at", "waited_ms as waitedMs"])
    .where("team_id", "=", teamId)
    .where("at", ">", since)
    .where("waited_ms", "is not", null)
    .orderBy("at", "desc")
    .limit(limit),
);
