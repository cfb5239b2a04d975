/** A member of the conversation's team, as routing sees them. */
export interface Candidate {
  readonly personId: number;
  /** Says so, and at least one dashboard of theirs lives or is in its grace. */
  readonly onDuty: boolean;
  /** Open conversations they are the assignee of; snoozed and closed ones don't count. */
  readonly load: number;
  /** How many at once: their own figure, or else the team's; null for no limit. */
  readonly capacity: number | null;
  readonly skills: readonly string[];
  /** Counts upwards over the desk: who has the lower figure had their turn longer ago. 0 for never. */
  readonly lastAssignment: number;
}

/** Whether one more conversation fits. */
export function hasRoom({ load, capacity }: Candidate): boolean {
  return capacity === null || load < capacity;
}

/** Whether `one`'s turn comes before `other`'s: the longest-ago turn first, then the lower id. No two are equal. */
export function isEarlier(one: Candidate, other: Candidate): boolean {
  if (one.lastAssignment !== other.lastAssignment) return one.lastAssignment < other.lastAssignment;
  return one.personId < other.personId;
}

/** The one that comes before all others by `isBefore`, a strict order; undefined if there is nobody. */
export function first(
  candidates: readonly Candidate[],
  isBefore: (one: Candidate, other: Candidate) => boolean,
): Candidate | undefined {
  let foremost: Candidate | undefined;
  for (const candidate of candidates) if (!foremost || isBefore(candidate, foremost)) foremost = candidate;
  return foremost;
}
