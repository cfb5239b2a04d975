import type { Database } from "./database.ts";

/** The members of a team who have browsers that take push messages, by inner keys. */
export async function pushAudienceOf(db: Database, teamId: number): Promise<number[]> {
  const rows = await db
    .selectFrom("team_member")
    .select("person_id as id")
    .where("team_id", "=", teamId)
    .where("person_id", "in", (query) => query.selectFrom("push_subscription").select("person_id"))
    .orderBy("person_id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether anybody in a team is there to answer: says so, and has a dashboard open. */
export async function isTeamOnDuty(db: Database, teamId: number): Promise<boolean> {
  const row = await db
    .selectFrom("team_member")
    .innerJoin("agent", "agent.person_id", "team_member.person_id")
    .select("agent.person_id")
    .where("team_member.team_id", "=", teamId)
    .where("agent.online", "=", 1)
    .where("agent.available", "=", 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a dashboard of the agent is connected, or was a moment ago. */
export async function isAgentOnline(db: Database, personId: number): Promise<boolean> {
  const row = await db
    .selectFrom("agent")
    .select("person_id")
    .where("person_id", "=", personId)
    .where("online", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}
