import type { Agent } from "../protocol/resources.ts";
import { agentByEmail, agentById } from "../store/people.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { normalEmail } from "./join.ts";
import { passwordFits } from "./password.ts";
import { Refusal } from "./refusal.ts";
import { beginSession } from "./session.ts";

/** Signs an agent in. Throws `wrong-credentials`, the same for a wrong address and a wrong password. */
export async function signIn(
  desk: Desk,
  credentials: { email: string; password: string },
): Promise<{ agent: Agent; token: string }> {
  const found = await agentByEmail(desk.store.db, normalEmail(credentials.email));
  if (!(await passwordFits(found?.passwordHash, credentials.password)) || !found)
    throw new Refusal("wrong-credentials", "Check both and try again.");
  return await desk.store.transact(async (tx) => ({
    token: await beginSession(tx, found, desk.now()),
    agent: await agentById(tx.db, found.id),
  }));
}

/** The signed-in agent as colleagues see them. Throws `unauthenticated`, `forbidden`. */
export async function readAgent(desk: Desk, actor: Actor): Promise<Agent> {
  return await agentById(desk.store.db, access.agent(actor).id);
}
