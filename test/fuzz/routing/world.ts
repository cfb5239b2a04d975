import type { AssignmentKind, AssignmentReason, StrategyName } from "../../../src/protocol/teams.ts";
import type { Step } from "./steps.ts";

/** Who and what there is when a history begins. Agents and teams are called by their place in these lists. */
export interface Setup {
  readonly agents: readonly AgentSetup[];
  readonly teams: readonly TeamSetup[];
}

export interface AgentSetup {
  readonly capacity: number | null;
  readonly skills: readonly string[];
  /** Whether a dashboard of theirs is connected from the beginning. */
  readonly present: boolean;
}

export interface TeamSetup {
  readonly strategy: StrategyName;
  readonly skillsFallback: "anyone" | "wait";
  readonly capacity: number | null;
  /** 0 for no clock. */
  readonly acceptSeconds: number;
  readonly releaseUnanswered: boolean;
  /** Open from eight to eight (UTC) if true; else always. */
  readonly keepsHours: boolean;
  readonly members: readonly number[];
}

/** When every history begins: a Monday morning. Milliseconds since 1970. */
export const BEGINNING = Date.UTC(2026, 0, 5, 10);

/** A desk that a history happens to: the pure model, or the real one on its real store. */
export interface RoutingWorld extends AsyncDisposable {
  /**
   * Settles when the step and all that follows from it have come to rest. What the desk refuses, and what makes no sense
   * (an agent who isn't there leaves), changes nothing.
   */
  apply(step: Step): Promise<void>;
  observe(): Promise<WorldState>;
}

/** Everything that the laws look at, at rest. Conversations are called by the order in which they were opened. */
export interface WorldState {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly agents: readonly AgentState[];
  readonly teams: readonly TeamState[];
  readonly conversations: readonly ConversationState[];
  /** The whole assignment log, oldest first. It only grows. */
  readonly log: readonly LogEntry[];
  /** Queries by which routing reached conversations that don't wait; counted by worlds that have queries. */
  readonly strayReads: readonly string[];
}

export interface AgentState {
  /** A dashboard of theirs is connected, or in its grace. */
  readonly online: boolean;
  readonly onDuty: boolean;
  /** What the desk believes; the laws count themselves. */
  readonly load: number;
  readonly capacity: number | null;
  readonly skills: readonly string[];
}

export interface TeamState extends TeamSetup {
  /** Within its hours. */
  readonly open: boolean;
  /** Conversations that its queue shows, longest waiting first. */
  readonly queue: readonly number[];
}

export interface ConversationState {
  readonly status: "open" | "snoozed" | "closed";
  readonly team: number;
  readonly labels: readonly string[];
  readonly assignee: number | null;
  /** Whether the assignee has said anything since it became theirs. */
  readonly answered: boolean;
  /** Agents whose dashboards were told that it is theirs, and never since that it isn't any more. */
  readonly shownTo: readonly number[];
  /** Since when the customer waits for an answer. */
  readonly waitsFrom: number;
  /** Agents to whom the desk won't offer it again in this episode. */
  readonly passed: readonly number[];
  /** When the offer runs out; null if no clock runs. */
  readonly acceptBy: number | null;
  readonly snoozedUntil: number | null;
}

export interface LogEntry {
  readonly conversation: number;
  readonly kind: AssignmentKind;
  readonly because: AssignmentReason | null;
  readonly team: number;
  readonly agent: number | null;
  /** Who did it; null for the desk itself. */
  readonly by: number | null;
  /** What the agent had before; null where it was not recorded. */
  readonly load: number | null;
}
