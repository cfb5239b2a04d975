import { contactOf, setContact } from "../store/people.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";

/** How a customer is called and reached. */
export interface Contact {
  name: string;
  email: string | null;
}

/** What a customer says of themselves; it proves nothing. Throws `unauthenticated`, `forbidden`. */
export async function changeContact(
  desk: Desk,
  actor: Actor,
  wishes: { name?: string | undefined; email?: string | undefined },
): Promise<Contact> {
  const { id } = access.customer(actor);
  return await desk.store.transact(async (tx) => {
    await setContact(tx, id, wishes);
    return await contactOf(tx.db, id);
  });
}
