import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setAvailability } from "../src/desk/attendance.ts";
import type { Desk } from "../src/desk/desk.ts";
import { openConversation } from "../src/desk/open-conversation.ts";
import { actorOf, beginSession } from "../src/desk/session.ts";
import { welcomeCustomer } from "../src/desk/welcome-customer.ts";
import { conversationChannel } from "../src/protocol/channels.ts";
import { openStore } from "../src/store/open-store.ts";
import { insertAgent, personByPublicId, setOnline } from "../src/store/people.ts";
import { ensureSetting } from "../src/store/settings.ts";
import { defaultTeam, updateTeam } from "../src/store/teams.ts";
import { KEY, SECRET } from "./app-key.ts";

/** A conversation between a customer and the one agent. */
export interface SeededConversation {
  readonly id: string;
  readonly channel: string;
  readonly customerId: string;
  /** The customer's bearer token. */
  readonly customerToken: string;
}

/** A data directory with people and conversations in it, as if they had come by and talked. */
export interface SeededDesk {
  readonly dataDir: string;
  readonly agentId: string;
  readonly conversations: readonly SeededConversation[];
  remove(): void;
}

/** So many people come at once while seeding: they share a commit. */
const TOGETHER = 500;

/** Makes a desk with `count` open conversations, all assigned to one agent. */
export async function seedDesk(count: number): Promise<SeededDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), "deskbell-bench-"));
  const desk = await openDesk(dataDir);
  const agentId = await hireAgent(desk);
  await keepUnanswered(desk);
  const conversations: SeededConversation[] = [];
  while (conversations.length < count) {
    const some = Math.min(TOGETHER, count - conversations.length);
    conversations.push(...(await Promise.all(Array.from({ length: some }, () => talk(desk)))));
  }
  await desk.store.transact(async (tx) => {
    const agent = await personByPublicId(tx.db, agentId);
    // An agent who is there and never comes back would lose what is hers in the midst of a measurement.
    if (agent) await setOnline(tx, agent.id, false);
  });
  await desk.store.close();
  return { dataDir, agentId, conversations, remove: () => rmSync(dataDir, { recursive: true }) };
}

/** The desk of a data directory without a server around it. Its store must be closed before a server opens it. */
export async function openDesk(dataDir: string): Promise<Desk> {
  const store = await openStore(dataDir);
  // The server takes what it finds, so the load generator knows the secret and can sign for itself.
  const [key, secret] = await store.transact(
    async (tx) =>
      [
        await ensureSetting(tx, "realtime_key", () => KEY),
        await ensureSetting(tx, "realtime_secret", () => SECRET),
      ] as const,
  );
  return {
    store,
    now: Date.now,
    awayAfterMs: 0,
    name: "Bench",
    publicUrl: () => "http://127.0.0.1",
    refreshApps: async () => {},
    wakeWebhooks: () => {},
    identitySecret: SECRET,
    realtime: { key, secret },
    dataDir,
    mail: { from: undefined, domain: "localhost", inboundAddress: undefined, secret: SECRET, wake: () => {} },
    push: { key: "", accepts: () => false, wake: () => {} },
  };
}

async function hireAgent(desk: Desk): Promise<string> {
  const at = desk.now();
  const token = await desk.store.transact(async (tx) => {
    const agent = {
      name: "Ada",
      email: "ada@desk.example",
      passwordHash: "none",
      role: "agent",
      at,
    } as const;
    const person = await insertAgent(tx, agent);
    await setOnline(tx, person.id, true);
    return await beginSession(tx, person, at);
  });
  return (await setAvailability(desk, await actorOf(desk, token), true)).id;
}

/** The agent has no dashboard in most measurements, and is to keep their conversations all the same. */
async function keepUnanswered(desk: Desk): Promise<void> {
  await desk.store.transact(async (tx) => {
    const team = await defaultTeam(tx.db);
    await updateTeam(tx, team.id, { settings: { ...team.settings, releaseUnanswered: false } });
  });
}

async function talk(desk: Desk): Promise<SeededConversation> {
  const { token, customer } = await welcomeCustomer(desk, { name: "Vera" });
  const actor = await actorOf(desk, token);
  const words = { clientId: "first", text: "Where is my order?" };
  const { snapshot } = await openConversation(desk, actor, words);
  const { id } = snapshot.conversation;
  return { id, channel: conversationChannel(id), customerId: customer.id, customerToken: token };
}
