import type { Judge } from "../laws.ts";
import type { LogEntry } from "../world.ts";

/**
 * No clock runs past its time, whatever happened to the program meanwhile: an offer has one that is still to run out,
 * and nothing sleeps longer than it was to.
 */
export function clockLaw(): Judge {
  const lastKind = new Map<number, LogEntry["kind"]>();
  return ({ after, entries }) => {
    for (const { conversation, kind } of entries) lastKind.set(conversation, kind);
    return after.conversations.flatMap((one, conversation) => {
      const isHeld = one.status === "open" && one.assignee !== null;
      if (one.acceptBy !== null && !isHeld) return [`a clock runs for ${conversation}, which is no offer`];
      if (one.acceptBy !== null && one.acceptBy <= after.now)
        return [`the offer of ${conversation} has run out`];
      if (one.acceptBy === null && isHeld && lastKind.get(conversation) === "offered")
        return [`no clock runs for the offer of ${conversation}`];
      if (one.status === "snoozed" && one.snoozedUntil !== null && one.snoozedUntil <= after.now)
        return [`${conversation} has overslept`];
      return [];
    });
  };
}
