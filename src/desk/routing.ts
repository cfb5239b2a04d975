/** An agent as routing sees them. `lastAssignment` counts upwards over the desk; 0 for never. */
export interface Candidate {
  readonly personId: number;
  readonly available: boolean;
  readonly online: boolean;
  readonly lastAssignment: number;
}

/** Chooses who gets a conversation; undefined leaves it waiting. Pure: the same desk gives the same answer. */
export type Strategy = (candidates: readonly Candidate[]) => Candidate | undefined;

/** Among those who are available and have a dashboard open, the one whose last turn is longest ago. */
export const roundRobin: Strategy = (candidates) => {
  let chosen: Candidate | undefined;
  for (const candidate of candidates) {
    if (!candidate.available || !candidate.online) continue;
    if (!chosen || comesBefore(candidate, chosen)) chosen = candidate;
  }
  return chosen;
};

function comesBefore(a: Candidate, b: Candidate): boolean {
  if (a.lastAssignment !== b.lastAssignment) return a.lastAssignment < b.lastAssignment;
  return a.personId < b.personId;
}
