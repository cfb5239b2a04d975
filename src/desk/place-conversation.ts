import { membersOnDuty, noteStep, passedBy, skilledIn } from "../store/assignments.ts";
import { type ConversationRow, labelsOf, waitingConversations } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { lastAgentOf } from "../store/people.ts";
import { type TeamRow, teamById } from "../store/teams.ts";
import { isOpen } from "./hours.ts";
import { type Move, moveConversation } from "./move-conversation.ts";
import type { Candidate } from "./routing/candidate.ts";
import { type Decision, route } from "./routing/route.ts";

const SECOND_MS = 1_000;
const FRONT = { since: -1, id: -1 };
/** How many of those who have waited longer are looked at before a newcomer is given to anybody. */
const LOOK_AHEAD = 20;

/** A team at one moment, with those of its members who are on duty. */
export interface TeamAtWork {
  readonly team: TeamRow;
  readonly open: boolean;
  readonly candidates: readonly Candidate[];
  /** Who has a skill, of those that were asked for so far. */
  readonly skilled: Map<string, ReadonlySet<number>>;
}

/** Reads what every decision about a team's conversations rests on. */
export async function teamAtWork(tx: Tx, teamId: number, at: number): Promise<TeamAtWork> {
  const team = await teamById(tx.db, teamId);
  const { settings } = team;
  const onDuty = await membersOnDuty(tx, teamId);
  return {
    team,
    open: isOpen(settings.hours, settings.timeZone, at),
    candidates: onDuty.map((agent) => ({
      ...agent,
      onDuty: true,
      capacity: agent.capacity ?? settings.capacity,
      skills: [],
    })),
    skilled: new Map(),
  };
}

/**
 * Finds an agent for a conversation, in the transaction that took it from another or opened it, and gives it to them;
 * otherwise it waits in its team's queue. Room that has just come free, and that nobody in the queue was given yet, is
 * for whoever waits longest: then a newcomer waits too. `move` is what else changes about it.
 */
export async function placeConversation(
  tx: Tx,
  conversation: ConversationRow,
  at: number,
  move: Omit<Move, "assigneeId" | "acceptBy"> = {},
): Promise<ConversationRow> {
  const work = await teamAtWork(tx, move.teamId ?? conversation.teamId, at);
  const decision = await decide(tx, conversation, work, await labelsFor(tx, conversation, work));
  const waitsFrom = move.waitsFrom ?? conversation.waitsFrom;
  if (decision.to === "agent" && !(await isSomebodysTurn(tx, work, waitsFrom)))
    return await offer(tx, conversation, work, decision, at, move);
  // Whoever is passed over now is looked at again with the others.
  if (decision.to === "agent") tx.roomMade.add(work.team.id);
  await noteStep(tx, {
    conversationId: conversation.id,
    teamId: work.team.id,
    kind: "queued",
    because: decision.to === "agent" ? "everybody-full" : decision.because,
    at,
  });
  return await moveConversation(tx, conversation, { ...move, assigneeId: null }, at);
}

/** Whether somebody who waits since before `waitsFrom` can be given to an agent. */
async function isSomebodysTurn(tx: Tx, work: TeamAtWork, waitsFrom: number): Promise<boolean> {
  const waiting = await waitingConversations(tx.db, work.team.id, FRONT, LOOK_AHEAD);
  const earlier = waiting.filter(({ waitingSince }) => waitingSince !== null && waitingSince < waitsFrom);
  return (await firstToPlace(tx, work, earlier)) !== undefined;
}

/** The first of these that can be given to an agent, and to whom. */
export async function firstToPlace(
  tx: Tx,
  work: TeamAtWork,
  waiting: readonly ConversationRow[],
): Promise<{ conversation: ConversationRow; decision: Extract<Decision, { to: "agent" }> } | undefined> {
  const hopeless = new Set<string>();
  for (const conversation of waiting) {
    // What nobody can take because of its labels alone, nobody can take of the same labels behind it.
    const labels = await labelsFor(tx, conversation, work);
    const kind = labels.join("\n");
    if (hopeless.has(kind)) continue;
    const decision = await decide(tx, conversation, work, labels);
    if (decision.to === "agent") return { conversation, decision };
    if (decision.because === "nobody-has-skills" && !isKnownToSomebody(work, labels)) hopeless.add(kind);
  }
  return undefined;
}

/** Who gets a conversation, or why it waits. */
export async function decide(
  tx: Tx,
  conversation: ConversationRow,
  work: TeamAtWork,
  labels: readonly string[],
): Promise<Decision> {
  const { team, open, candidates } = work;
  const { strategy, skillsFallback } = team.settings;
  return route(
    {
      labels,
      lastAgentId: strategy === "last-agent" ? await lastAgentOf(tx.db, conversation.customerId) : null,
      passed: await passedBy(tx, conversation.id),
    },
    labels.length > 0 ? await withSkills(tx, work, labels) : candidates,
    { strategy, skillsFallback, open },
  );
}

/** What a conversation is about, where that decides anything. */
export async function labelsFor(
  tx: Tx,
  { id }: ConversationRow,
  { team }: TeamAtWork,
): Promise<readonly string[]> {
  return team.settings.strategy === "skills" ? await labelsOf(tx.db, id) : [];
}

/** Carries out what was decided: an assignment, or an offer with a clock where the team has one. */
export async function offer(
  tx: Tx,
  conversation: ConversationRow,
  { team }: TeamAtWork,
  decision: Extract<Decision, { to: "agent" }>,
  at: number,
  move: Omit<Move, "assigneeId" | "acceptBy"> = {},
): Promise<ConversationRow> {
  const { acceptSeconds, strategy } = team.settings;
  const acceptBy = acceptSeconds === 0 ? null : at + acceptSeconds * SECOND_MS;
  await noteStep(tx, {
    conversationId: conversation.id,
    teamId: team.id,
    kind: acceptBy === null ? "assigned" : "offered",
    because: decision.because,
    agentId: decision.personId,
    strategy,
    load: decision.load,
    eligible: decision.considered,
    waitedMs: waitedMs(conversation, at),
    at,
  });
  return await moveConversation(tx, conversation, { ...move, assigneeId: decision.personId, acceptBy }, at);
}

/** How long a conversation was in the queue that it leaves now; null if it was in none. */
export function waitedMs({ waitingSince }: ConversationRow, at: number): number | null {
  return waitingSince === null ? null : Math.max(0, at - waitingSince);
}

/** Whether anybody on duty has all these labels, which a decision has asked for before. */
function isKnownToSomebody({ candidates, skilled }: TeamAtWork, labels: readonly string[]): boolean {
  return candidates.some(({ personId }) => labels.every((label) => skilled.get(label)?.has(personId)));
}

/** Only labels that are asked for are looked up, and once: an agent's other skills decide nothing. */
async function withSkills(
  tx: Tx,
  { candidates, skilled }: TeamAtWork,
  labels: readonly string[],
): Promise<readonly Candidate[]> {
  for (const label of labels) if (!skilled.has(label)) skilled.set(label, await skilledIn(tx, label));
  const has = (personId: number, label: string) => skilled.get(label)?.has(personId) === true;
  if (labels.every((label) => skilled.get(label)?.size === 0)) return candidates;
  return candidates.map((candidate) => {
    const skills = labels.filter((label) => has(candidate.personId, label));
    return skills.length === 0 ? candidate : { ...candidate, skills };
  });
}
