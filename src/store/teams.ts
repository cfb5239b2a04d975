import {
  DEFAULT_TEAM_SETTINGS,
  type TeamName,
  type TeamSettings,
  type TeamStatus,
} from "../protocol/teams.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";
import { newPublicId } from "./public-id.ts";

/** A team as the desk works with it. */
export interface TeamRow {
  readonly id: number;
  readonly publicId: string;
  readonly slug: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly settings: TeamSettings;
  /** What was announced last. */
  readonly status: TeamStatus | null;
}

const TEAM = ["id", "public_id", "slug", "name", "is_default", "settings", "status"] as const;

/** Every team there is, the default one first. */
export async function listTeams(db: Database): Promise<TeamRow[]> {
  return (await all.all(db, {})).map(toTeam);
}

const all = prepared((db) =>
  db
    .selectFrom("team")
    .select(TEAM)
    .where("removed_at", "is", null)
    .orderBy("is_default", "desc")
    .orderBy("id"),
);

/** The team with this inner key. */
export async function teamById(db: Database, id: number): Promise<TeamRow> {
  return toTeam(await byId.one(db, { id }));
}

const byId = prepared((db, { id }: { id: number }) =>
  db.selectFrom("team").select(TEAM).where("id", "=", id),
);

/** The name of a team, even of one that was removed. */
export async function teamName(db: Database, id: number): Promise<TeamName> {
  return await nameById.one(db, { id });
}

const nameById = prepared((db, { id }: { id: number }) =>
  db.selectFrom("team").select(["public_id as id", "name"]).where("id", "=", id),
);

/** The team with this public id. */
export async function teamByPublicId(db: Database, id: string): Promise<TeamRow | undefined> {
  const row = await byPublicId.first(db, { id });
  return row && toTeam(row);
}

const byPublicId = prepared((db, { id }: { id: string }) =>
  db.selectFrom("team").select(TEAM).where("public_id", "=", id).where("removed_at", "is", null),
);

/** The team that host pages call by this name. */
export async function teamBySlug(db: Database, slug: string): Promise<TeamRow | undefined> {
  const row = await bySlug.first(db, { slug });
  return row && toTeam(row);
}

const bySlug = prepared((db, { slug }: { slug: string }) =>
  db.selectFrom("team").select(TEAM).where("slug", "=", slug).where("removed_at", "is", null),
);

/** The team of conversations that name none. */
export async function defaultTeam(db: Database): Promise<TeamRow> {
  return toTeam(await byDefault.one(db, {}));
}

const byDefault = prepared((db) => db.selectFrom("team").select(TEAM).where("is_default", "=", 1));

/** Adds a team without members. Its slug must be free. */
export async function insertTeam(
  tx: Tx,
  team: { name: string; slug: string; settings: TeamSettings; at: number },
): Promise<TeamRow> {
  const row = await tx.db
    .insertInto("team")
    .values({
      public_id: newPublicId("team"),
      slug: team.slug,
      name: team.name,
      is_default: 0,
      settings: JSON.stringify(team.settings),
      status: null,
      created_at: team.at,
      removed_at: null,
    })
    .returning(TEAM)
    .executeTakeFirstOrThrow();
  return toTeam(row);
}

/** Changes a team and returns it as it is now. */
export async function updateTeam(
  tx: Tx,
  id: number,
  change: { name?: string; slug?: string; settings?: TeamSettings; status?: TeamStatus; removedAt?: number },
): Promise<TeamRow> {
  if (Object.keys(change).length === 0) return await teamById(tx.db, id);
  const { name, slug, settings, status, removedAt } = change;
  const row = await tx.db
    .updateTable("team")
    .set({
      ...(name === undefined ? {} : { name }),
      ...(slug === undefined ? {} : { slug }),
      ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
      ...(status === undefined ? {} : { status: JSON.stringify(status) }),
      ...(removedAt === undefined ? {} : { removed_at: removedAt }),
    })
    .where("id", "=", id)
    .returning(TEAM)
    .executeTakeFirstOrThrow();
  return toTeam(row);
}

/** The public ids of a team's members, in the order they joined the desk. */
export async function memberIdsOf(db: Database, teamId: number): Promise<string[]> {
  const rows = await db
    .selectFrom("team_member")
    .innerJoin("person", "person.id", "team_member.person_id")
    .select("person.public_id as id")
    .where("team_member.team_id", "=", teamId)
    .orderBy("person.id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Replaces the members of a team. */
export async function setMembers(tx: Tx, teamId: number, personIds: readonly number[]): Promise<void> {
  await tx.db.deleteFrom("team_member").where("team_id", "=", teamId).execute();
  const values = personIds.map((id) => ({ team_id: teamId, person_id: id }));
  if (values.length > 0) await tx.db.insertInto("team_member").values(values).execute();
}

/** Whoever joins the desk is in its first team. */
export async function joinDefaultTeam(tx: Tx, personId: number): Promise<void> {
  const { id } = await defaultTeam(tx.db);
  await tx.db.insertInto("team_member").values({ team_id: id, person_id: personId }).execute();
}

/** The teams that somebody is in, by inner key. */
export async function teamsOf(db: Database, personId: number): Promise<TeamRow[]> {
  return (await ofMember.all(db, { personId })).map(toTeam);
}

const ofMember = prepared((db, { personId }: { personId: number }) =>
  db
    .selectFrom("team")
    .select(TEAM)
    .where("removed_at", "is", null)
    .where("id", "in", (eb) =>
      eb.selectFrom("team_member").select("team_id").where("person_id", "=", personId),
    )
    .orderBy("id"),
);

/** The teams that somebody is in, by public id. */
export async function teamIdsOf(db: Database, personId: number): Promise<string[]> {
  return (await teamsOf(db, personId)).map(({ publicId }) => publicId);
}

/** Whether somebody is in a team. */
export async function isMember(db: Database, teamId: number, personId: number): Promise<boolean> {
  return (await membership.first(db, { teamId, personId })) !== undefined;
}

const membership = prepared((db, { teamId, personId }: { teamId: number; personId: number }) =>
  db
    .selectFrom("team_member")
    .select("team_id")
    .where("team_id", "=", teamId)
    .where("person_id", "=", personId),
);

function toTeam(row: {
  id: number;
  public_id: string;
  slug: string;
  name: string;
  is_default: 0 | 1;
  settings: string;
  status: string | null;
}): TeamRow {
  return {
    id: row.id,
    publicId: row.public_id,
    slug: row.slug,
    name: row.name,
    isDefault: row.is_default === 1,
    // A setting that came with a later version has its usual value.
    settings: { ...DEFAULT_TEAM_SETTINGS, ...(JSON.parse(row.settings) as Partial<TeamSettings>) },
    status: row.status === null ? null : (JSON.parse(row.status) as TeamStatus),
  };
}
