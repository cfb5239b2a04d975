import type { Agent, Person, Role } from "../protocol/resources.ts";
import type { Database, Tables } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";
import { newPublicId } from "./public-id.ts";
import { joinDefaultTeam, teamIdsOf } from "./teams.ts";

/** Somebody known to the desk. `id` is the inner key, `publicId` what the outside sees. */
export interface PersonRow {
  readonly id: number;
  readonly publicId: string;
  readonly role: Role;
  readonly name: string;
}

const PERSON = [
  "person.id as id",
  "person.public_id as publicId",
  "person.role as role",
  "person.name as name",
] as const;

/** A person as resources show them. */
export function toPerson(row: { publicId: string; name: string }): Person {
  return { id: row.publicId, name: row.name };
}

/** The person with this inner key. */
export async function personById(db: Database, id: number): Promise<PersonRow> {
  return await byId.one(db, { id });
}

const byId = prepared((db, { id }: { id: number }) =>
  db.selectFrom("person").select(PERSON).where("id", "=", id),
);

/** The person with this public id. */
export async function personByPublicId(db: Database, id: string): Promise<PersonRow | undefined> {
  return await byPublicId.first(db, { id });
}

const byPublicId = prepared((db, { id }: { id: string }) =>
  db.selectFrom("person").select(PERSON).where("public_id", "=", id),
);

/** The person whom a live session belongs to. */
export async function personOfSession(
  db: Database,
  tokenHash: string,
  now: number,
): Promise<PersonRow | undefined> {
  return await ofSession.first(db, { tokenHash, now });
}

// A subquery, because SQLite compiles a join with parameters anew each time it runs.
const ofSession = prepared((db, { tokenHash, now }: { tokenHash: string; now: number }) =>
  db
    .selectFrom("person")
    .select(PERSON)
    .where("id", "=", (eb) =>
      eb
        .selectFrom("session")
        .select("person_id")
        .where("token_hash", "=", tokenHash)
        .where("expires_at", ">", now),
    ),
);

/** Adds a session for a person. */
export async function insertSession(
  tx: Tx,
  session: { tokenHash: string; personId: number; at: number; expiresAt: number },
): Promise<void> {
  await tx.db
    .insertInto("session")
    .values({
      token_hash: session.tokenHash,
      person_id: session.personId,
      created_at: session.at,
      expires_at: session.expiresAt,
    })
    .execute();
}

/** Ends a session. */
export async function deleteSession(tx: Tx, tokenHash: string): Promise<void> {
  await tx.db.deleteFrom("session").where("token_hash", "=", tokenHash).execute();
}

/** Adds an anonymous customer. */
export async function insertCustomer(
  tx: Tx,
  customer: { name: string; email: string | null; externalId: string | null; at: number },
): Promise<PersonRow> {
  return await tx.db
    .insertInto("person")
    .values({
      public_id: newPublicId("cus"),
      role: "customer",
      name: customer.name,
      email: customer.email,
      external_id: customer.externalId,
      created_at: customer.at,
      last_agent_id: null,
    })
    .returning(PERSON)
    .executeTakeFirstOrThrow();
}

/** The customer whom the host site knows by `externalId`, with the name and address it last told; made when new. */
export async function upsertIdentifiedCustomer(
  tx: Tx,
  customer: { externalId: string; name: string | undefined; email: string | null; at: number },
): Promise<PersonRow> {
  const { externalId, name, email, at } = customer;
  const known = await tx.db
    .updateTable("person")
    .set({
      ...(name === undefined ? {} : { name }),
      ...(email === null ? {} : { email }),
      external_id: externalId,
    })
    .where("external_id", "=", externalId)
    .returning(PERSON)
    .executeTakeFirst();
  return known ?? (await insertCustomer(tx, { externalId, name: name ?? "Customer", email, at }));
}

/** Adds somebody who answers. The e-mail address must be free. */
export async function insertAgent(
  tx: Tx,
  agent: { name: string; email: string; passwordHash: string; role: "agent" | "admin"; at: number },
): Promise<PersonRow> {
  const person = await tx.db
    .insertInto("person")
    .values({
      public_id: newPublicId("agt"),
      role: agent.role,
      name: agent.name,
      email: agent.email,
      external_id: null,
      created_at: agent.at,
      last_agent_id: null,
    })
    .returning(PERSON)
    .executeTakeFirstOrThrow();
  await tx.db
    .insertInto("agent")
    .values({
      person_id: person.id,
      email: agent.email,
      password_hash: agent.passwordHash,
      available: 1,
      online: 0,
      last_assignment: 0,
      capacity: null,
      load: 0,
      deactivated_at: null,
      notifications: null,
    })
    .execute();
  await joinDefaultTeam(tx, person.id);
  return person;
}

/** What sign-in needs to know of the agent with this e-mail address (stored in lower case). */
export async function agentByEmail(
  db: Database,
  email: string,
): Promise<(PersonRow & { passwordHash: string }) | undefined> {
  return await db
    .selectFrom("agent")
    .innerJoin("person", "person.id", "agent.person_id")
    .select(PERSON)
    .select("agent.password_hash as passwordHash")
    .where("agent.email", "=", email)
    .executeTakeFirst();
}

/** Sets a new password. */
export async function updatePassword(tx: Tx, personId: number, passwordHash: string): Promise<void> {
  await tx.db
    .updateTable("agent")
    .set({ password_hash: passwordHash })
    .where("person_id", "=", personId)
    .execute();
}

/** Everybody who answers, in the order they joined. */
export async function listAgents(db: Database): Promise<Agent[]> {
  const rows = await agents(db).where("agent.deactivated_at", "is", null).orderBy("person.id").execute();
  return await Promise.all(rows.map((row) => toAgent(db, row)));
}

/** One of those who answer. */
export async function agentById(db: Database, id: number): Promise<Agent> {
  return await toAgent(db, await agents(db).where("person.id", "=", id).executeTakeFirstOrThrow());
}

/** Whether anybody can sign in yet. */
export async function hasAgents(db: Database): Promise<boolean> {
  return (await db.selectFrom("agent").select("person_id").limit(1).executeTakeFirst()) !== undefined;
}

/** What the agent says of themselves. */
export async function setAvailable(tx: Tx, personId: number, available: boolean): Promise<void> {
  await tx.db
    .updateTable("agent")
    .set({ available: available ? 1 : 0 })
    .where("person_id", "=", personId)
    .execute();
}

/** Whether a dashboard of the agent is connected, or was a moment ago; false when it was so already. */
export async function setOnline(tx: Tx, personId: number, online: boolean): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("agent")
    .set({ online: online ? 1 : 0 })
    .where("person_id", "=", personId)
    .where("online", "=", online ? 0 : 1)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Everybody who counts as connected. */
export async function onlineAgents(db: Database): Promise<number[]> {
  const rows = await db.selectFrom("agent").select("person_id").where("online", "=", 1).execute();
  return rows.map((row) => row.person_id);
}

/** How many conversations an agent has at once; null for what their team says. */
export async function setCapacity(tx: Tx, personId: number, capacity: number | null): Promise<void> {
  await tx.db.updateTable("agent").set({ capacity }).where("person_id", "=", personId).execute();
}

/** Replaces what an agent knows. */
export async function setSkills(tx: Tx, personId: number, skills: readonly string[]): Promise<void> {
  await tx.db.deleteFrom("agent_skill").where("person_id", "=", personId).execute();
  const values = [...new Set(skills)].map((skill) => ({ person_id: personId, skill }));
  if (values.length > 0) await tx.db.insertInto("agent_skill").values(values).execute();
}

/** Sets what an agent may do. */
export async function setRole(tx: Tx, personId: number, role: "agent" | "admin"): Promise<void> {
  await tx.db.updateTable("person").set({ role }).where("id", "=", personId).execute();
}

/** How many admins can sign in. */
export async function countAdmins(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom("agent")
    .innerJoin("person", "person.id", "agent.person_id")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("person.role", "=", "admin")
    .where("agent.deactivated_at", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether an agent has been deactivated. */
export async function isDeactivated(db: Database, personId: number): Promise<boolean> {
  return (await deactivation.first(db, { personId })) !== undefined;
}

const deactivation = prepared((db, { personId }: { personId: number }) =>
  db
    .selectFrom("agent")
    .select("person_id")
    .where("person_id", "=", personId)
    .where("deactivated_at", "is not", null),
);

/** Signs an agent out everywhere, for good; their address is free again, their words stay theirs. */
export async function deactivateAgent(tx: Tx, personId: number, at: number): Promise<void> {
  await tx.db.deleteFrom("session").where("person_id", "=", personId).execute();
  await tx.db.deleteFrom("team_member").where("person_id", "=", personId).execute();
  await tx.db
    .updateTable("agent")
    .set({ deactivated_at: at, available: 0, online: 0, email: `deactivated-${personId}` })
    .where("person_id", "=", personId)
    .execute();
}

/** A customer's or an agent's address for mail. */
export async function contactOf(
  db: Database,
  personId: number,
): Promise<{ name: string; email: string | null }> {
  return await contact.one(db, { personId });
}

const contact = prepared((db, { personId }: { personId: number }) =>
  db.selectFrom("person").select(["name", "email"]).where("id", "=", personId),
);

/** What a customer says of themselves. */
export async function setContact(
  tx: Tx,
  personId: number,
  { name, email }: { name?: string | undefined; email?: string | undefined },
): Promise<void> {
  if (name === undefined && email === undefined) return;
  await tx.db
    .updateTable("person")
    .set({ ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) })
    .where("id", "=", personId)
    .execute();
}

/** Who had a conversation of the customer's last. */
export async function lastAgentOf(db: Database, customerId: number): Promise<number | null> {
  return (await lastAgent.one(db, { customerId })).agentId;
}

const lastAgent = prepared((db, { customerId }: { customerId: number }) =>
  db.selectFrom("person").select("last_agent_id as agentId").where("id", "=", customerId),
);

/** Remembers who had a conversation of the customer's last. */
export async function setLastAgent(tx: Tx, customerId: number, agentId: number): Promise<void> {
  await noteLastAgent.run(tx.db, { customerId, agentId });
}

const noteLastAgent = prepared((db, { customerId, agentId }: { customerId: number; agentId: number }) =>
  db.updateTable("person").set({ last_agent_id: agentId }).where("id", "=", customerId),
);

function agents(db: Database) {
  return db
    .selectFrom("agent")
    .innerJoin("person", "person.id", "agent.person_id")
    .select(PERSON)
    .select([
      "agent.email",
      "agent.available",
      "agent.online",
      "agent.capacity",
      "agent.load",
      "agent.deactivated_at",
    ]);
}

type AgentRow = PersonRow &
  Pick<Tables["agent"], "email" | "available" | "online" | "capacity" | "load" | "deactivated_at">;

async function toAgent(db: Database, row: AgentRow): Promise<Agent> {
  const { id } = row;
  return {
    ...toPerson(row),
    email: row.email,
    role: row.role === "admin" ? "admin" : "agent",
    available: row.available === 1,
    online: row.online === 1,
    capacity: row.capacity,
    load: row.load,
    skills: (await skillsOf.all(db, { id })).map(({ skill }) => skill),
    teamIds: await teamIdsOf(db, id),
    deactivated: row.deactivated_at !== null,
  };
}

const skillsOf = prepared((db, { id }: { id: number }) =>
  db.selectFrom("agent_skill").select("skill").where("person_id", "=", id).orderBy("skill"),
);
