import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desk } from "../src/desk/desk.ts";
import { openConversation } from "../src/desk/open-conversation.ts";
import { decide, labelsFor, teamAtWork } from "../src/desk/place-conversation.ts";
import type { Candidate } from "../src/desk/routing/candidate.ts";
import { route } from "../src/desk/routing/route.ts";
import { actorOf } from "../src/desk/session.ts";
import { welcomeCustomer } from "../src/desk/welcome-customer.ts";
import { agentChannel } from "../src/protocol/channels.ts";
import { conversationByPublicId } from "../src/store/conversations.ts";
import { insertAgent, setOnline } from "../src/store/people.ts";
import { defaultTeam, updateTeam } from "../src/store/teams.ts";
import { connectAll } from "./connect-all.ts";
import { deskbellWire } from "./dialects.ts";
import { HttpConnection } from "./http-connection.ts";
import { median, quantile } from "./quantile.ts";
import { openDesk } from "./seeded-desk.ts";
import type { ServerProcess } from "./server-process.ts";
import { startDeskbell } from "./servers.ts";
import { settle } from "./settle.ts";
import { figure, printTable, verdict } from "./table.ts";

// From a customer's POST that opens a conversation to `conversation:assigned` at the socket of whoever got it, with 10,
// 100 and 1,000 agents on duty, while 10,000 conversations wait in the same queue for a skill that nobody has. And what
// one decision costs: the pure function alone, and with all that it reads.

const AGENTS = [10, 100, 1_000] as const;
const WAITING = 10_000;
const TOGETHER = 500;
const ASKERS = 500;
const PER_SECOND = 50;
const WARM_UP_S = 2;
const SECONDS = 6;
const ROUNDS = 3;
const BAR = 2;
const DECISIONS = 2_000;
const MICROSECONDS = 1_000;

interface Claims {
  readonly p50: number;
  readonly p99: number;
}

interface Decision {
  readonly pureUs: number;
  readonly wholeUs: number;
}

const dataDir = mkdtempSync(join(tmpdir(), "deskbell-bench-"));
try {
  const { agentIds, tokens } = await seed();
  const decisions = new Map<number, Decision>();
  for (const count of AGENTS) decisions.set(count, await decisionCost(agentIds, count));
  const claims = new Map<number, Claims>();
  for (const count of AGENTS) claims.set(count, await measureClaims(agentIds.slice(0, count), tokens));
  print(claims, decisions);
} finally {
  rmSync(dataDir, { recursive: true });
}

function print(claims: ReadonlyMap<number, Claims>, decisions: ReadonlyMap<number, Decision>): void {
  const p99 = (count: number) => claims.get(count)?.p99 ?? Number.NaN;
  const growth = p99(AGENTS[2]) / p99(AGENTS[0]);
  printTable(
    `POST of a conversation to \`conversation:assigned\`, ${WAITING} waiting, medians of ${ROUNDS} rounds`,
    [
      ["agents on duty", "p50", "p99", "one decision", "with its reads", "p99 ÷ p99 with 10", "bar"],
      ...AGENTS.map((count) => [
        String(count),
        figure(claims.get(count)?.p50 ?? Number.NaN, "ms"),
        figure(p99(count), "ms"),
        figure(decisions.get(count)?.pureUs ?? Number.NaN, "µs"),
        figure(decisions.get(count)?.wholeUs ?? Number.NaN, "µs"),
        figure(p99(count) / p99(AGENTS[0])),
        count === AGENTS[2] ? `≤ ${BAR}: ${verdict(growth <= BAR)}` : "",
      ]),
    ],
  );
}

/** Agents who are not there yet, and conversations that none of them can take. */
async function seed(): Promise<{ agentIds: string[]; tokens: string[] }> {
  const desk = await openDesk(dataDir);
  const agentIds: string[] = [];
  await desk.store.transact(async (tx) => {
    const team = await defaultTeam(tx.db);
    const settings = { ...team.settings, strategy: "skills", skillsFallback: "wait" } as const;
    await updateTeam(tx, team.id, { settings });
    for (let number = 0; number < AGENTS[2]; number++) {
      const agent = {
        name: `Agent ${number}`,
        email: `agent-${number}@desk.example`,
        role: "agent",
      } as const;
      agentIds.push((await insertAgent(tx, { ...agent, passwordHash: "none", at: desk.now() })).publicId);
    }
  });
  const tokens: string[] = [];
  for (let opened = 0; opened < WAITING; opened += TOGETHER) {
    const more = await Promise.all(Array.from({ length: TOGETHER }, () => waits(desk)));
    tokens.push(...more);
  }
  await desk.store.close();
  return { agentIds, tokens: tokens.slice(0, ASKERS) };
}

async function waits(desk: Desk): Promise<string> {
  const { token } = await welcomeCustomer(desk, { name: "Vera" });
  const actor = await actorOf(desk, token);
  await openConversation(desk, actor, { clientId: "first", text: "It broke in two", labels: ["welding"] });
  return token;
}

/** What deciding about one new conversation takes, without carrying it out. */
async function decisionCost(agentIds: readonly string[], count: number): Promise<Decision> {
  const desk = await openDesk(dataDir);
  const at = desk.now();
  const id = await newcomer(desk);
  const setDuty = (online: boolean) =>
    desk.store.transact(async (tx) => {
      const rows = await tx.db
        .selectFrom("person")
        .select("id")
        .where("public_id", "in", agentIds.slice(0, count))
        .execute();
      for (const row of rows) await setOnline(tx, row.id, online);
    });
  await setDuty(true);
  const wholeUs = await desk.store.transact(async (tx) => {
    const conversation = await conversationByPublicId(tx.db, id);
    if (!conversation) throw new Error("The newcomer is not there");
    const once = async () => {
      const work = await teamAtWork(tx, conversation.teamId, at);
      return await decide(tx, conversation, work, await labelsFor(tx, conversation, work));
    };
    for (let warm = 0; warm < DECISIONS; warm++) await once();
    const from = performance.now();
    for (let run = 0; run < DECISIONS; run++) await once();
    return ((performance.now() - from) / DECISIONS) * MICROSECONDS;
  });
  await setDuty(false);
  await desk.store.close();
  return { pureUs: pureCost(count), wholeUs };
}

/** A conversation for a team without members, so that nobody takes it. */
async function newcomer(desk: Desk): Promise<string> {
  const { token } = await welcomeCustomer(desk, { name: "Omar" });
  const words = { clientId: "newcomer", text: "Hello" };
  const { snapshot } = await openConversation(desk, await actorOf(desk, token), words);
  return snapshot.conversation.id;
}

function pureCost(count: number): number {
  const candidates: Candidate[] = Array.from({ length: count }, (_, index) => ({
    personId: index + 1,
    onDuty: true,
    load: index % 7,
    capacity: null,
    skills: [],
    lastAssignment: (index * 7_919) % count,
  }));
  const conversation = { labels: [], lastAgentId: null, passed: new Set<number>() };
  const rule = { strategy: "least-busy", skillsFallback: "anyone", open: true } as const;
  for (let warm = 0; warm < DECISIONS; warm++) route(conversation, candidates, rule);
  const from = performance.now();
  for (let run = 0; run < DECISIONS; run++) route(conversation, candidates, rule);
  return ((performance.now() - from) / DECISIONS) * MICROSECONDS;
}

async function measureClaims(agentIds: readonly string[], tokens: readonly string[]): Promise<Claims> {
  const server = await startDeskbell(dataDir);
  try {
    const assignedAt = new Map<string, number>();
    const dashboards = await connectAll(
      server.port,
      deskbellWire,
      agentIds.map((id) => ({ channel: agentChannel(id), userId: id })),
    );
    for (const dashboard of dashboards)
      dashboard.onText = (_, chunk, start, end) => {
        const id = /conversation:assigned.*?(cnv_[\w-]+)/.exec(chunk.toString("latin1", start, end))?.[1];
        if (id !== undefined) assignedAt.set(id, performance.now());
      };
    await openAt(server, tokens, assignedAt, WARM_UP_S);
    const rounds: Claims[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const took = await openAt(server, tokens, assignedAt, SECONDS);
      rounds.push({ p50: quantile(took, 0.5), p99: quantile(took, 0.99) });
    }
    for (const dashboard of dashboards) dashboard.close();
    return {
      p50: median(rounds.map(({ p50 }) => p50)),
      p99: median(rounds.map(({ p99 }) => p99)),
    };
  } finally {
    await server.stop();
  }
}

/** Opens conversations at an even pace whatever the answers do, and waits for every assignment; how long each took, in ms. */
async function openAt(
  server: ServerProcess,
  tokens: readonly string[],
  assignedAt: Map<string, number>,
  seconds: number,
): Promise<number[]> {
  assignedAt.clear();
  const idle: HttpConnection[] = [];
  const sentAt = new Map<string, number>();
  const opening: Promise<void>[] = [];
  const from = performance.now();
  const count = PER_SECOND * seconds;
  for (let n = 0; n < count; n++) {
    const due = from + (n * 1_000) / PER_SECOND;
    while (performance.now() < due) await Bun.sleep(due - performance.now());
    opening.push(open(tokens[n % tokens.length] ?? ""));
  }
  await Promise.all(opening);
  await settle(() => [...sentAt.keys()].filter((id) => !assignedAt.has(id)).length);
  for (const connection of idle) connection.close();
  return [...sentAt].map(([id, sent]) => (assignedAt.get(id) ?? Number.NaN) - sent);

  async function open(token: string): Promise<void> {
    const connection = idle.pop() ?? (await HttpConnection.open(server.port));
    const sent = performance.now();
    const body = JSON.stringify({ clientId: crypto.randomUUID(), text: "Hello" });
    const answer = await connection.post("/api/conversations", token, body);
    if (answer.status !== 201) throw new Error(`A POST was answered ${answer.status}: ${answer.body}`);
    sentAt.set(JSON.parse(answer.body).conversation.id, sent);
    idle.push(connection);
  }
}
