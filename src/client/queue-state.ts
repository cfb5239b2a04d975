import type { DeskEvents } from "../protocol/events.ts";
import type { Person, Position } from "../protocol/resources.ts";
import type { QueueEntry } from "../protocol/teams.ts";

/** What waits, as the desk answers: at most a page of it, longest waiting first. */
export interface QueueSnapshot {
  entries: QueueEntry[];
  total: number;
  /** Where each team's channel stood before it was read, by channel. */
  positions: Record<string, Position>;
}

/** How a colleague stands, as the teams' channels tell it. */
export type Standing = Omit<DeskEvents["member:updated"], "seq">;

/** What a team's channel tells. */
export type QueueEvent = {
  [Name in QueueEventName]: { event: Name; data: DeskEvents[Name]; channel: string };
}[QueueEventName];
type QueueEventName = "queue:entered" | "queue:updated" | "queue:left" | "member:updated";

/** Everything a screen shows of what waits. Immutable: a change makes a new one. */
export interface QueueState {
  /** failed: the desk refused, see `problem`. */
  phase: "loading" | "ready" | "failed";
  /** Longest waiting first. */
  entries: readonly QueueEntry[];
  /** How many wait altogether: more than there are entries when the queue is longer than the desk tells of. */
  total: number;
  /** Who has what left the queue lately; null for nobody. The latest last. */
  left: ReadonlyMap<string, Person | null>;
  /** Colleagues of whom something was told. */
  members: ReadonlyMap<string, Standing>;
  /** Why the desk refused, in a sentence. */
  problem?: string | undefined;
}

export type QueueAction =
  /** The desk's answer, and what was told since it was asked: the answer may be older or newer than each of it. */
  | { type: "loaded"; snapshot: QueueSnapshot; since: readonly QueueEvent[] }
  | { type: "failed"; problem: string }
  | { type: "event"; event: QueueEvent };

export const EMPTY_QUEUE: QueueState = {
  phase: "loading",
  entries: [],
  total: 0,
  left: new Map(),
  members: new Map(),
};

/** Of how many departures it is remembered who has what left: more than are looked at at once. */
const LEFT_MAX = 50;

/** What follows from what happened. Events in their order; the same one twice changes nothing. */
export function reduceQueue(state: QueueState, action: QueueAction): QueueState {
  switch (action.type) {
    case "loaded":
      return loaded(state, action);
    case "failed":
      return { ...state, phase: "failed", problem: action.problem };
    default:
      return apply(state, action.event);
  }
}

function loaded(
  state: QueueState,
  { snapshot, since }: { snapshot: QueueSnapshot; since: readonly QueueEvent[] },
): QueueState {
  const { entries, total, positions } = snapshot;
  let next: QueueState = {
    ...state,
    phase: "ready",
    problem: undefined,
    entries: entries.toSorted(byWaiting),
    total,
  };
  for (const event of since)
    if (event.data.seq > (positions[event.channel]?.seq ?? 0)) next = apply(next, event);
  return next;
}

function apply(state: QueueState, event: QueueEvent): QueueState {
  switch (event.event) {
    case "queue:left":
      return left(state, event.data);
    case "member:updated": {
      const { seq: _, ...standing } = event.data;
      return { ...state, members: new Map(state.members).set(standing.agentId, standing) };
    }
    default: {
      const { seq: _, ...entry } = event.data;
      return entered(state, entry);
    }
  }
}

function entered(state: QueueState, entry: QueueEntry): QueueState {
  const others = state.entries.filter(({ conversationId }) => conversationId !== entry.conversationId);
  const isNew = others.length === state.entries.length;
  const leftBefore = new Map(state.left);
  leftBefore.delete(entry.conversationId);
  return {
    ...state,
    entries: [...others, entry].toSorted(byWaiting),
    total: state.total + (isNew ? 1 : 0),
    left: leftBefore,
  };
}

function left(state: QueueState, { conversationId, agent }: DeskEvents["queue:left"]): QueueState {
  const entries = state.entries.filter((entry) => entry.conversationId !== conversationId);
  const wasKnown = entries.length < state.entries.length;
  // Of a longer queue than is known anybody may leave; of a known one only who is in it.
  const counted = wasKnown || state.total > state.entries.length;
  const lately = new Map(state.left);
  lately.delete(conversationId);
  lately.set(conversationId, agent);
  for (const id of lately.keys()) if (lately.size > LEFT_MAX) lately.delete(id);
  return { ...state, entries, total: counted ? state.total - 1 : state.total, left: lately };
}

/** ISO 8601 in UTC sorts as text. */
function byWaiting(one: QueueEntry, other: QueueEntry): number {
  if (one.waitingSince !== other.waitingSince) return one.waitingSince < other.waitingSince ? -1 : 1;
  return one.conversationId < other.conversationId ? -1 : 1;
}
