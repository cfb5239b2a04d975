import type { Agent } from "../protocol/resources.ts";
import type { Tx } from "../store/group-commit.ts";
import {
  deleteSetUpLinks,
  type InvitationPurpose,
  insertInvitation,
  spendInvitation,
} from "../store/invitations.ts";
import { agentByEmail, agentById, hasAgents, insertAgent, listAgents } from "../store/people.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { hashPassword } from "./password.ts";
import { Refusal } from "./refusal.ts";
import { beginSession } from "./session.ts";
import { hashToken, newToken } from "./token.ts";

/** How long an invitation can be accepted. */
const INVITATION_MS = 7 * 24 * 60 * 60 * 1000;
/** A set-up link holds until the program starts again; this only bounds a program that is never set up. */
const SET_UP_MS = 365 * 24 * 60 * 60 * 1000;

/** Somebody who joins by a one-time link. */
export interface Newcomer {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/**
 * A fresh one-time link for the first admin, as long as there is nobody; the links of earlier starts end with it. The
 * token stands behind a `#`, so that it reaches no server's log.
 */
export async function offerSetUp(desk: Desk): Promise<string | undefined> {
  if (await hasAgents(desk.store.db)) return undefined;
  const { token, tokenHash } = newToken();
  await desk.store.transact(async (tx) => {
    await deleteSetUpLinks(tx);
    await insertInvitation(tx, {
      tokenHash,
      purpose: "set-up",
      role: "admin",
      expiresAt: desk.now() + SET_UP_MS,
    });
  });
  return `${desk.publicUrl()}/setup#${token}`;
}

/** A link with which somebody may join. For admins. Throws `unauthenticated`, `forbidden`. */
export async function invite(
  desk: Desk,
  actor: Actor,
  role: "agent" | "admin",
): Promise<{ url: string; expiresAt: string }> {
  access.admin(actor);
  const { token, tokenHash } = newToken();
  const expiresAt = desk.now() + INVITATION_MS;
  await desk.store.transact((tx) =>
    insertInvitation(tx, { tokenHash, purpose: "invitation", role, expiresAt }),
  );
  return { url: `${desk.publicUrl()}/invite#${token}`, expiresAt: new Date(expiresAt).toISOString() };
}

/** The first admin sets the desk up. Throws `link-spent`, `email-taken`. */
export function setUp(desk: Desk, newcomer: Newcomer): Promise<{ agent: Agent; token: string }> {
  return join(desk, newcomer, "set-up");
}

/** Somebody accepts an invitation. Throws `link-spent`, `email-taken`. */
export function acceptInvitation(desk: Desk, newcomer: Newcomer): Promise<{ agent: Agent; token: string }> {
  return join(desk, newcomer, "invitation");
}

/** Everybody who answers. Throws `unauthenticated`, `forbidden`. */
export async function listColleagues(desk: Desk, actor: Actor): Promise<Agent[]> {
  access.agent(actor);
  return await listAgents(desk.store.db);
}

/** Addresses are compared in lower case and without surrounding space. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Link, account and session in one transaction: a taken address doesn't spend the link. */
async function join(
  desk: Desk,
  newcomer: Newcomer,
  purpose: InvitationPurpose,
): Promise<{ agent: Agent; token: string }> {
  const email = normalEmail(newcomer.email);
  // Before the transaction: hashing takes tens of milliseconds, and a unit of work may wait for its queries only.
  const passwordHash = await hashPassword(newcomer.password);
  return await desk.store.transact(async (tx) => {
    const at = desk.now();
    const role = await spendInvitation(tx, { tokenHash: hashToken(newcomer.token), purpose, at });
    if (!role) throw new Refusal("link-spent", spentAdvice[purpose]);
    await refuseTaken(tx, email);
    const person = await insertAgent(tx, { name: newcomer.name, email, passwordHash, role, at });
    return { agent: await agentById(tx.db, person.id), token: await beginSession(tx, person, at) };
  });
}

const spentAdvice: Record<InvitationPurpose, string> = {
  "set-up": "Restart Deskbell and take the link it prints; once set up, sign in instead.",
  invitation: "Ask an admin for a new invitation.",
};

async function refuseTaken(tx: Tx, email: string): Promise<void> {
  if (await agentByEmail(tx.db, email))
    throw new Refusal("email-taken", "Sign in, or use another e-mail address.");
}
