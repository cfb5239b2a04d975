import { randomBytes } from "node:crypto";
import {
  agentByEmail,
  insertAgent,
  type PersonRow,
  updatePassword,
  upsertIdentifiedCustomer,
} from "../store/people.ts";
import type { Desk } from "./desk.ts";
import { openConversation } from "./open-conversation.ts";
import { hashPassword } from "./password.ts";
import { postMessage } from "./post-message.ts";

const AGENTS = [
  { name: "Ada", email: "ada@demo.invalid", role: "agent" },
  { name: "Ben", email: "ben@demo.invalid", role: "agent" },
  { name: "Grace", email: "grace@demo.invalid", role: "admin" },
] as const;

const CUSTOMERS = [
  {
    externalId: "demo-vera",
    name: "Vera",
    words: [
      "Hi! My bell arrived, but the spring rattles when I ride over cobbles.",
      "Is there a way to tighten it, or should I send it back?",
    ],
  },
  { externalId: "demo-omar", name: "Omar", words: ["Do you deliver to Rotterdam before Friday?"] },
] as const;

/**
 * People and conversations to look round with. Everybody's password is made anew at every start, so that a demo left
 * running on a public address has no password that a stranger could know.
 */
export async function seedDemo(desk: Desk): Promise<{ emails: readonly string[]; password: string }> {
  const password = randomBytes(6).toString("base64url");
  const passwordHash = await hashPassword(password);
  for (const agent of AGENTS) await ensureAgent(desk, { ...agent, passwordHash });
  for (const customer of CUSTOMERS) await ensureConversation(desk, customer);
  return { emails: AGENTS.map(({ email }) => email), password };
}

async function ensureAgent(
  desk: Desk,
  agent: { name: string; email: string; role: "agent" | "admin"; passwordHash: string },
): Promise<void> {
  await desk.store.transact(async (tx) => {
    const known = await agentByEmail(tx.db, agent.email);
    if (known) await updatePassword(tx, known.id, agent.passwordHash);
    else await insertAgent(tx, { ...agent, at: desk.now() });
  });
}

/** Each first message's clientId is fixed, so that a second start adds nothing. */
async function ensureConversation(desk: Desk, customer: (typeof CUSTOMERS)[number]): Promise<void> {
  const { externalId, name, words } = customer;
  const person: PersonRow = await desk.store.transact((tx) =>
    upsertIdentifiedCustomer(tx, { externalId, name, email: null, at: desk.now() }),
  );
  const [first, ...others] = words;
  const opened = await openConversation(desk, person, { clientId: `${externalId}-0`, text: first });
  const { id } = opened.snapshot.conversation;
  for (const [at, text] of others.entries())
    await postMessage(desk, person, id, { clientId: `${externalId}-${at + 1}`, text });
}
