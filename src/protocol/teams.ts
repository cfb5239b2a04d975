/** How a team shares out its conversations. */
export const STRATEGIES = ["round-robin", "least-busy", "skills", "last-agent", "manual"] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** A span of one day, as "HH:MM" on the team's own clock; it ends before `to`, and "24:00" is midnight. */
export interface DayHours {
  from: string;
  to: string;
}

/** A day that is unlike its weekday: closed, unless it has hours of its own. */
export interface Holiday {
  /** YYYY-MM-DD. */
  date: string;
  name: string;
  hours?: DayHours[];
}

/** When a team is there. */
export interface Hours {
  /** Seven days, Monday first; a day without spans is closed. */
  weekly: DayHours[][];
  holidays: Holiday[];
}

/** What an admin decides about a team. */
export interface TeamSettings {
  strategy: StrategyName;
  /** Under `skills`, when nobody who can take it has all the labels: anyone may, or it waits. */
  skillsFallback: "anyone" | "wait";
  /** How many conversations an agent of the team has at once, unless they have a number of their own; null for any. */
  capacity: number | null;
  /** How long an agent may leave an offer unopened before the next one gets it; 0 for ever. */
  acceptSeconds: number;
  /** Whether conversations that a vanished agent has not answered go back to the queue. */
  releaseUnanswered: boolean;
  /** An IANA name, such as Europe/Berlin. */
  timeZone: string;
  /** Null for always. */
  hours: Hours | null;
  /** Closes what has been silent for so many days; null for never. */
  autoCloseDays: number | null;
  /** Whether a closed conversation goes to its customer by e-mail. */
  transcriptAtClose: boolean;
}

/** What a new team begins with. */
export const DEFAULT_TEAM_SETTINGS: TeamSettings = {
  strategy: "round-robin",
  skillsFallback: "anyone",
  capacity: null,
  acceptSeconds: 0,
  releaseUnanswered: true,
  timeZone: "UTC",
  hours: null,
  autoCloseDays: null,
  transcriptAtClose: false,
};

/** Least and most of the numbers. */
export const TEAM_BOUNDS = {
  capacity: [1, 1_000],
  acceptSeconds: [0, 3_600],
  autoCloseDays: [1, 365],
} as const satisfies Partial<Record<keyof TeamSettings, readonly [number, number]>>;

/** Longest name of a team, of a skill and of a label, in UTF-16 code units. */
export const TEAM_NAME_MAX = 60;
export const LABEL_MAX = 40;
/** Longest note of a hand-over, in UTF-16 code units. */
export const NOTE_MAX = 1_000;
/** How many labels a conversation, and how many skills an agent may have. */
export const LABELS_MAX = 10;
export const SKILLS_MAX = 50;

/** What everybody may know of a team. */
export interface TeamStatus {
  teamId: string;
  /** Within its hours, and somebody is there to answer. */
  answering: boolean;
  /** Within its hours. */
  open: boolean;
  /** When it opens next; null while it is open, or when that is not known. */
  backAt: string | null;
  /** How long somebody who writes now will wait, in minutes, by what was seen lately; null when that is not known. */
  replyMinutes: number | null;
}

/** A team as a conversation or a log names it. */
export interface TeamName {
  id: string;
  name: string;
}

/** A team as those who answer see it. */
export interface Team extends TeamName {
  /** What host pages call it by. */
  slug: string;
  /** Where conversations go that name no team; it can't be removed. */
  isDefault: boolean;
  settings: TeamSettings;
  memberIds: string[];
  /** How many conversations wait for it. */
  waiting: number;
  status: TeamStatus;
}

/** A conversation that waits, as those who may take it see it. */
export interface QueueEntry {
  conversationId: string;
  teamId: string;
  customerName: string;
  /** The beginning of what was said last. */
  preview: string;
  labels: string[];
  waitingSince: string;
}

/** What happened to a conversation on its way to those who answer it. */
export const ASSIGNMENT_KINDS = [
  "queued",
  "offered",
  "assigned",
  "accepted",
  "expired",
  "released",
  "taken",
  "taken-over",
  "transferred",
  "left",
  "snoozed",
  "woken",
  "closed",
  "auto-closed",
  "reopened",
] as const;
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number];

/** Why it happened. */
export const ASSIGNMENT_REASONS = [
  // To an agent:
  "next-in-turn",
  "least-busy",
  "has-skills",
  "skills-fallback",
  "last-agent",
  "last-agent-away",
  "only-one",
  "by-hand",
  // To the queue:
  "nobody-on-duty",
  "everybody-full",
  "manual-queue",
  "nobody-has-skills",
  "all-let-it-expire",
  "outside-hours",
  // From an agent:
  "agent-gone",
  "agent-deactivated",
  "not-accepted",
  "customer-wrote",
  "time-came",
  "silence",
] as const;
export type AssignmentReason = (typeof ASSIGNMENT_REASONS)[number];

/** One row of the log that answers "why did Ada get this?". */
export interface AssignmentEntry {
  at: string;
  kind: AssignmentKind;
  because: AssignmentReason | null;
  /** Whom it concerns. */
  agent: { id: string; name: string } | null;
  /** Who did it; null when the desk itself did. */
  by: { id: string; name: string } | null;
  team: TeamName | null;
  note: string | null;
  strategy: StrategyName | null;
  /** How many conversations the agent had before, and how many agents could have taken it. */
  load: number | null;
  eligible: number | null;
}
