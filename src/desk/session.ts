import type { Tx } from "../store/group-commit.ts";
import { deleteSession, insertSession, type PersonRow, personOfSession } from "../store/people.ts";
import type { Actor } from "./access.ts";
import type { Desk } from "./desk.ts";
import { hashToken, newToken } from "./token.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long an agent stays signed in. */
export const AGENT_SESSION_MS = 30 * DAY_MS;
/** How long a customer's device is recognised. */
const CUSTOMER_SESSION_MS = 365 * DAY_MS;

/** Begins a session and returns its token, which is stored nowhere. */
export async function beginSession(tx: Tx, person: PersonRow, at: number): Promise<string> {
  const { token, tokenHash } = newToken();
  const lifetime = person.role === "customer" ? CUSTOMER_SESSION_MS : AGENT_SESSION_MS;
  await insertSession(tx, { tokenHash, personId: person.id, at, expiresAt: at + lifetime });
  return token;
}

/** Who a token belongs to; undefined for a forged, expired or ended one. */
export async function actorOf(desk: Desk, token: string): Promise<Actor> {
  return await personOfSession(desk.store.db, hashToken(token), desk.now());
}

/** Ends a session. Ending one that does not exist is fine. */
export async function endSession(desk: Desk, token: string): Promise<void> {
  await desk.store.transact((tx) => deleteSession(tx, hashToken(token)));
}
