/**
 * Keeps a list still while somebody is about to point at it: those already shown keep their places, those who left
 * leave, and newcomers wait at the end, where they push nothing away.
 */
export function heldOrder(shown: readonly string[], latest: readonly string[]): string[] {
  const present = new Set(latest);
  const kept = shown.filter((id) => present.has(id));
  const known = new Set(kept);
  return [...kept, ...latest.filter((id) => !known.has(id))];
}
