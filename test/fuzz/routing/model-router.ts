import type { Candidate } from "../../../src/desk/routing/candidate.ts";
import { type Decision, route } from "../../../src/desk/routing/route.ts";
import type { AssignmentKind } from "../../../src/protocol/teams.ts";
import {
  type AgentSetup,
  BEGINNING,
  type ConversationState,
  type LogEntry,
  type Setup,
  type TeamSetup,
} from "./world.ts";

export interface ModelAgent {
  available: boolean;
  online: boolean;
  /** When a cut-off agent counts as gone. */
  graceUntil: number | null;
  capacity: number | null;
  readonly skills: readonly string[];
  lastAssignment: number;
  /** Conversations that their dashboards show. */
  readonly screen: Set<ModelConversation>;
}

export interface ModelConversation {
  readonly index: number;
  readonly customer: number;
  readonly labels: readonly string[];
  status: ConversationState["status"];
  team: number;
  assignee: number | null;
  answered: boolean;
  waitsFrom: number;
  acceptBy: number | null;
  snoozedUntil: number | null;
  readonly passed: Set<number>;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
export const DAY_MS = 24 * HOUR_MS;
/** The hours of a team that keeps some, on every day. */
export const OPENS_MS = 8 * HOUR_MS;
export const CLOSES_MS = 20 * HOUR_MS;

/** Who and what there is in the model, and how its queues are shared out: every look goes through all of them. */
export abstract class ModelRouter {
  protected now = BEGINNING;
  protected readonly agents: ModelAgent[];
  protected readonly teams: TeamSetup[];
  protected readonly conversations: ModelConversation[] = [];
  protected readonly log: LogEntry[] = [];
  protected readonly lastAgents = new Map<number, number>();
  #turns = 0;

  constructor({ agents, teams }: Setup) {
    this.agents = agents.map(
      ({ capacity, skills, present }: AgentSetup): ModelAgent => ({
        available: true,
        online: present,
        graceUntil: null,
        capacity,
        skills,
        lastAssignment: 0,
        screen: new Set(),
      }),
    );
    this.teams = [...teams];
  }

  /** Looks through every queue, the longest waiting first, and gives what can be given. */
  protected routeWaiting(): void {
    for (const team of this.teams.keys())
      for (const conversation of this.queueOf(team)) {
        const decision = this.decide(conversation);
        if (decision.to === "agent") this.offer(conversation, decision);
      }
  }

  protected decide(conversation: ModelConversation): Decision {
    const team = this.team(conversation.team);
    const { labels, passed, customer } = conversation;
    return route(
      { labels, passed, lastAgentId: this.lastAgents.get(customer) ?? null },
      team.members.map((agent) => this.candidate(agent, team)),
      { strategy: team.strategy, skillsFallback: team.skillsFallback, open: this.isOpen(team) },
    );
  }

  protected candidate(index: number, team: TeamSetup): Candidate {
    const agent = this.agent(index);
    return {
      personId: index,
      onDuty: this.isOnDuty(agent),
      load: this.loadOf(index),
      capacity: agent.capacity ?? team.capacity,
      skills: agent.skills,
      lastAssignment: agent.lastAssignment,
    };
  }

  protected offer(conversation: ModelConversation, decision: Extract<Decision, { to: "agent" }>): void {
    const { acceptSeconds } = this.team(conversation.team);
    const { personId: agent, because, load } = decision;
    this.note(conversation, acceptSeconds > 0 ? "offered" : "assigned", { agent, because, load });
    this.give(conversation, agent);
    conversation.acceptBy = acceptSeconds > 0 ? this.now + acceptSeconds * SECOND_MS : null;
  }

  protected give(conversation: ModelConversation, agent: number): void {
    conversation.assignee = agent;
    conversation.answered = false;
    this.agent(agent).screen.add(conversation);
    this.lastAgents.set(conversation.customer, agent);
    this.takeTurn(agent);
  }

  protected takeTurn(agent: number): void {
    this.agent(agent).lastAssignment = ++this.#turns;
  }

  protected queueOf(team: number): ModelConversation[] {
    return this.conversations
      .filter((one) => one.team === team && one.status === "open" && one.assignee === null)
      .toSorted((one, other) => one.waitsFrom - other.waitsFrom || one.index - other.index);
  }

  protected loadOf(agent: number): number {
    return this.conversations.filter((one) => one.assignee === agent && one.status === "open").length;
  }

  protected hasRoom(agent: number, team: number): boolean {
    const capacity = this.agent(agent).capacity ?? this.team(team).capacity;
    return capacity === null || this.loadOf(agent) < capacity;
  }

  protected isOnDuty({ available, online }: ModelAgent): boolean {
    return available && online;
  }

  protected isOpen({ keepsHours }: TeamSetup): boolean {
    const time = this.now % DAY_MS;
    return !keepsHours || (OPENS_MS <= time && time < CLOSES_MS);
  }

  protected note(
    { index, team }: ModelConversation,
    kind: AssignmentKind,
    details: Partial<Pick<LogEntry, "agent" | "by" | "because" | "load">> = {},
  ): void {
    this.log.push({
      conversation: index,
      team,
      kind,
      agent: null,
      by: null,
      because: null,
      load: null,
      ...details,
    });
  }

  protected change(index: number, change: Partial<ModelAgent>): void {
    Object.assign(this.agent(index), change);
  }

  protected agent(index: number): ModelAgent {
    const agent = this.agents[index];
    if (!agent) throw new RangeError(`There is no agent ${index}`);
    return agent;
  }

  protected team(index: number): TeamSetup {
    const team = this.teams[index];
    if (!team) throw new RangeError(`There is no team ${index}`);
    return team;
  }
}
