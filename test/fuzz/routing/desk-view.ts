import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Desk } from "../../../src/desk/desk.ts";
import { agentChannel } from "../../../src/protocol/channels.ts";
import type { AssignmentKind, AssignmentReason, TeamSettings } from "../../../src/protocol/teams.ts";
import { waitingConversations } from "../../../src/store/conversations.ts";
import type { Cast } from "./desk-cast.ts";
import { strayReads, unrecorded } from "./recorded-queries.ts";
import type { AgentState, ConversationState, LogEntry, Setup, TeamState, WorldState } from "./world.ts";

const DAY_MS = 86_400_000;
const OPENS_MS = DAY_MS / 3;
const CLOSES_MS = (DAY_MS * 5) / 6;
const FRONT = { since: -1, id: -1 };
const EVERYTHING = 10_000;

/** Looks at the desk's tables with a connection of its own, and calls everything by the numbers that steps use. */
export class DeskView {
  readonly #file: DatabaseSync;
  readonly #setup: Setup;
  readonly #cast: Cast;
  readonly #log: LogEntry[] = [];
  readonly #screens: Map<string, Set<string>>;
  readonly #seen = new Map<string, number>();
  readonly #select: Record<keyof typeof QUERIES, StatementSync>;
  #lastEntry = 0;

  constructor(dataDir: string, setup: Setup, cast: Cast) {
    this.#file = new DatabaseSync(join(dataDir, "deskbell.db"), { readOnly: true });
    this.#setup = setup;
    this.#cast = cast;
    this.#screens = new Map(cast.agents.map(({ publicId }) => [publicId, new Set<string>()]));
    const prepare = ([name, sql]: [string, string]) => [name, this.#file.prepare(sql)] as const;
    this.#select = unrecorded(() => Object.fromEntries(Object.entries(QUERIES).map(prepare))) as Record<
      keyof typeof QUERIES,
      StatementSync
    >;
  }

  /** Inner keys of those whose conversations are, by the conversations' public ids. */
  assignees(): Map<string, number> {
    const held = this.#select.conversations.all().filter(({ assignee }) => assignee !== null);
    return new Map(held.map(({ id, assignee }) => [String(id), Number(assignee)]));
  }

  /** `ids` are the public ids of the conversations, in the order in which they were opened. */
  async look(desk: Desk, ids: readonly string[]): Promise<WorldState> {
    const numbers = new Map(ids.map((id, number) => [id, number]));
    this.#readLog(numbers);
    this.#readScreens();
    return {
      now: desk.now(),
      agents: this.#agents(),
      teams: await this.#teams(desk, numbers),
      conversations: this.#conversations(ids),
      log: [...this.#log],
      strayReads: strayReads(this.#file),
    };
  }

  close(): void {
    this.#file.close();
  }

  #agents(): AgentState[] {
    const rows = new Map(this.#select.agents.all().map((row) => [Number(row["id"]), row]));
    return this.#cast.agents.map(({ id }, number) => {
      const row = rows.get(id) ?? {};
      return {
        online: row["online"] === 1,
        onDuty: row["available"] === 1 && row["online"] === 1,
        load: Number(row["load"]),
        capacity: numberOrNull(row["capacity"]),
        skills: this.#setup.agents[number]?.skills ?? [],
      };
    });
  }

  async #teams(desk: Desk, numbers: ReadonlyMap<string, number>): Promise<TeamState[]> {
    const rows = new Map(this.#select.teams.all().map((row) => [row["id"], row]));
    const time = desk.now() % DAY_MS;
    const states: TeamState[] = [];
    for (const [number, setup] of this.#setup.teams.entries()) {
      const row = rows.get(this.#cast.teams[number]?.id ?? "") ?? {};
      const { strategy }: TeamSettings = JSON.parse(String(row["settings"]));
      const waiting = await waitingConversations(desk.store.db, Number(row["key"]), FRONT, EVERYTHING);
      states.push({
        ...setup,
        strategy,
        open: !setup.keepsHours || (OPENS_MS <= time && time < CLOSES_MS),
        queue: waiting.map(({ publicId }) => numbers.get(publicId) ?? Number.NaN),
      });
    }
    return states;
  }

  #conversations(ids: readonly string[]): ConversationState[] {
    const rows = new Map(this.#select.conversations.all().map((row) => [row["id"], row]));
    const passes = this.#select.passes.all();
    const labels = this.#select.labels.all();
    return ids.flatMap((id) => {
      const row = rows.get(id);
      if (!row) return [];
      return {
        status: row["status"] as ConversationState["status"],
        team: this.#team(row["team"]),
        labels: labels.filter((one) => one["id"] === id).map((one) => String(one["label"])),
        assignee: this.#agent(row["assignee"]),
        answered: row["answered"] === 1,
        shownTo: [...this.#cast.agents.keys()].filter((agent) => this.#shows(agent, id)),
        waitsFrom: Number(row["waitsFrom"]),
        passed: passes.filter((one) => one["id"] === id).flatMap((one) => this.#agent(one["agent"]) ?? []),
        acceptBy: numberOrNull(row["acceptBy"]),
        snoozedUntil: numberOrNull(row["snoozedUntil"]),
      };
    });
  }

  #shows(agent: number, conversation: string): boolean {
    return this.#screens.get(this.#cast.agents[agent]?.publicId ?? "")?.has(conversation) === true;
  }

  #readLog(numbers: ReadonlyMap<string, number>): void {
    for (const row of this.#select.entries.all(this.#lastEntry)) {
      this.#lastEntry = Number(row["entry"]);
      this.#log.push({
        conversation: numbers.get(String(row["id"])) ?? Number.NaN,
        kind: row["kind"] as AssignmentKind,
        because: row["because"] as AssignmentReason | null,
        team: this.#team(row["team"]),
        agent: this.#agent(row["agent"]),
        by: this.#agent(row["by"]),
        load: numberOrNull(row["load"]),
      });
    }
  }

  /** What the agents' dashboards were told, in the order of their channels. */
  #readScreens(): void {
    for (const [agent, screen] of this.#screens)
      for (const { seq, event, data } of this.#select.told.all(
        agentChannel(agent),
        this.#seen.get(agent) ?? 0,
      )) {
        this.#seen.set(agent, Number(seq));
        const { conversationId } = JSON.parse(String(data)) as { conversationId?: string };
        if (conversationId === undefined) continue;
        if (event === "conversation:assigned") screen.add(conversationId);
        if (event === "conversation:released") screen.delete(conversationId);
      }
  }

  #agent(key: unknown): number | null {
    const number = this.#cast.agents.findIndex(({ id }) => id === key);
    return number === -1 ? null : number;
  }

  #team(publicId: unknown): number {
    return this.#cast.teams.findIndex(({ id }) => id === publicId);
  }
}

const QUERIES = {
  agents: "select person_id as id, available, online, load, capacity from agent",
  teams: "select id as key, public_id as id, settings from team",
  conversations: `select conversation.public_id as id, conversation.status, team.public_id as team, assignee_id as assignee,
    answered, accept_by as acceptBy, waits_from as waitsFrom, snoozed_until as snoozedUntil from conversation join team on team.id = team_id`,
  passes: `select public_id as id, person_id as agent from conversation_pass
    join conversation on conversation.id = conversation_id`,
  labels: `select public_id as id, label from conversation_label
    join conversation on conversation.id = conversation_id`,
  entries: `select assignment.id as entry, conversation.public_id as id, kind, because, team.public_id as team,
    agent_id as agent, by_id as by, load from assignment
    join conversation on conversation.id = conversation_id join team on team.id = assignment.team_id
    where assignment.id > ? order by assignment.id`,
  told: `select seq, event, data from log
    where channel_id = (select id from channel where name = ?) and seq > ? order by seq`,
};

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
