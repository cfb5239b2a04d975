import type { Agent, Person, Role } from "../protocol/resources.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";
import { newPublicId } from "./public-id.ts";

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
    })
    .execute();
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
  return (await agents(db).orderBy("person.id").execute()).map(toAgent);
}

/** One of those who answer. */
export async function agentById(db: Database, id: number): Promise<Agent> {
  return toAgent(await agents(db).where("person.id", "=", id).executeTakeFirstOrThrow());
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

/** Whether a dashboard of the agent is connected. */
export async function setOnline(tx: Tx, publicId: string, online: boolean): Promise<void> {
  await tx.db
    .updateTable("agent")
    .set({ online: online ? 1 : 0 })
    .where("person_id", "=", (eb) => eb.selectFrom("person").select("id").where("public_id", "=", publicId))
    .execute();
}

/** Nobody is connected to a program that has just started. */
export async function setEverybodyOffline(tx: Tx): Promise<void> {
  await tx.db.updateTable("agent").set({ online: 0 }).where("online", "=", 1).execute();
}

function agents(db: Database) {
  return db
    .selectFrom("agent")
    .innerJoin("person", "person.id", "agent.person_id")
    .select(PERSON)
    .select(["agent.email", "agent.available", "agent.online"]);
}

function toAgent(row: PersonRow & { email: string; available: 0 | 1; online: 0 | 1 }): Agent {
  return {
    ...toPerson(row),
    email: row.email,
    role: row.role === "admin" ? "admin" : "agent",
    available: row.available === 1,
    online: row.online === 1,
  };
}
