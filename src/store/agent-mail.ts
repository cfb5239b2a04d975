import { type ConversationRow, conversationById } from "./conversations.ts";
import type { Database } from "./database.ts";
import { teamById } from "./teams.ts";

/** What is needed to write to somebody who answers. */
export interface AgentMail {
  readonly name: string;
  readonly email: string;
  /** JSON: how and when they want to be told; null for the usual. */
  readonly notifications: string | null;
  /** IANA: that of their first team. */
  readonly timeZone: string;
}

/** How to write to an agent; undefined when they are one no more. */
export async function agentMailOf(db: Database, personId: number): Promise<AgentMail | undefined> {
  const row = await db
    .selectFrom("agent")
    .innerJoin("person", "person.id", "agent.person_id")
    .select(["person.name", "agent.email", "agent.notifications"])
    .where("agent.person_id", "=", personId)
    .where("agent.deactivated_at", "is", null)
    .executeTakeFirst();
  if (!row) return undefined;
  const [team] = await teamsOfPerson(db, personId);
  return { ...row, timeZone: team === undefined ? "UTC" : (await teamById(db, team)).settings.timeZone };
}

/** The teams of an agent, by inner keys. */
export async function teamsOfPerson(db: Database, personId: number): Promise<number[]> {
  const rows = await db
    .selectFrom("team_member")
    .select("team_id as id")
    .where("person_id", "=", personId)
    .orderBy("team_id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Everybody in a team, by inner keys. */
export async function membersOf(db: Database, teamId: number): Promise<number[]> {
  const rows = await db
    .selectFrom("team_member")
    .select("person_id as id")
    .where("team_id", "=", teamId)
    .orderBy("person_id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether a dashboard of anybody in the team is connected, or was a moment ago. */
export async function isTeamOnline(db: Database, teamId: number): Promise<boolean> {
  const row = await db
    .selectFrom("team_member")
    .innerJoin("agent", "agent.person_id", "team_member.person_id")
    .select("agent.person_id")
    .where("team_member.team_id", "=", teamId)
    .where("agent.online", "=", 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What waits for a team, longest first, at most `limit`. */
export async function waitingOf(db: Database, teamId: number, limit: number): Promise<ConversationRow[]> {
  const rows = await db
    .selectFrom("conversation")
    .select("id")
    .where("team_id", "=", teamId)
    .where("waiting_since", "is not", null)
    .orderBy("waiting_since")
    .limit(limit)
    .execute();
  return await Promise.all(rows.map(({ id }) => conversationById(db, id)));
}
