import type { Judge } from "../laws.ts";
import type { LogEntry } from "../world.ts";
import { isGiving } from "./gains.ts";

/**
 * No conversation has two assignees: not on the agents' screens, and not in the log, where nobody is given by the desk,
 * and nobody takes from the queue, what somebody holds.
 */
export function singleLaw(): Judge {
  const holders = new Map<number, number>();
  return ({ after, entries }) => {
    const shown = after.conversations.flatMap(({ shownTo, assignee, status }, conversation) => {
      const others = shownTo.filter((agent) => agent !== assignee);
      if (others.length > 0)
        return [`${conversation} is ${assignee}'s, and on the screen of ${others.join()}`];
      if (status === "open" && assignee !== null && !shownTo.includes(assignee))
        return [`${conversation} is ${assignee}'s, who was never told`];
      return [];
    });
    return [...shown, ...entries.flatMap((entry) => twice(holders, entry))];
  };
}

function twice(holders: Map<number, number>, entry: LogEntry): string[] {
  const { conversation, kind, agent } = entry;
  const holder = holders.get(conversation);
  if (LOSING.has(kind)) holders.delete(conversation);
  if (!isGiving(entry)) return [];
  holders.set(conversation, entry.agent);
  if (holder === undefined || !FROM_NOBODY.has(kind)) return [];
  return [`${conversation} was ${kind} to ${agent} while ${holder} held it`];
}

const FROM_NOBODY = new Set<LogEntry["kind"]>(["offered", "assigned", "taken"]);
const LOSING = new Set<LogEntry["kind"]>([
  "queued",
  "expired",
  "released",
  "left",
  "transferred",
  "closed",
  "auto-closed",
  "reopened",
  "woken",
]);
