import type { Database } from "./database.ts";
import type { PersonRow } from "./people.ts";

/** A person and a conversation that a mail speaks of. */
export interface CorrespondentRow {
  readonly person: PersonRow;
  /** Where mail to the person goes; null when that is not known. */
  readonly email: string | null;
  readonly conversation: { readonly id: number; readonly publicId: string; readonly emailedUpTo: number };
}

/** The person and the conversation of these inner keys; undefined when there is no such person or conversation. */
export async function correspondentOf(
  db: Database,
  { personId, conversationId }: { personId: number; conversationId: number },
): Promise<CorrespondentRow | undefined> {
  const person = await db
    .selectFrom("person")
    .leftJoin("agent", "agent.person_id", "person.id")
    .select(["person.id", "person.public_id as publicId", "person.role", "person.name"])
    .select((eb) => eb.fn.coalesce("agent.email", "person.email").as("email"))
    .where("person.id", "=", personId)
    .executeTakeFirst();
  const conversation = await db
    .selectFrom("conversation")
    .select(["id", "public_id as publicId", "emailed_up_to as emailedUpTo"])
    .where("id", "=", conversationId)
    .executeTakeFirst();
  if (!person || !conversation) return undefined;
  const { email, ...row } = person;
  return { person: row, email, conversation };
}
