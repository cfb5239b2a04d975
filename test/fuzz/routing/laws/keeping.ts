import type { Judge, Moment } from "../laws.ts";
import { singles, targets } from "../steps.ts";

/** No conversation is lost: whatever was opened is closed or asleep by somebody's will, somebody's, or in one queue. */
export function keepingLaw(): Judge {
  return (moment) => [...counted(moment), ...queued(moment), ...ended(moment)];
}

function counted({ before, step, after }: Moment): string[] {
  const opened = singles(step).filter((one) => one.do === "open").length;
  const due = before.conversations.length + opened;
  return after.conversations.length === due
    ? []
    : [`there are ${after.conversations.length} conversations, not ${due}`];
}

function queued({ after }: Moment): string[] {
  const places = after.teams.flatMap(({ queue }, team) =>
    queue.map((conversation) => ({ conversation, team })),
  );
  return after.conversations.flatMap(({ status, assignee, team }, conversation) => {
    const found = places.filter((place) => place.conversation === conversation).map((place) => place.team);
    const due = status === "open" && assignee === null ? [team] : [];
    return found.join() === due.join()
      ? []
      : [`${conversation} is in the queues ${found.join() || "of none"}, not of ${due.join() || "none"}`];
  });
}

function ended({ before, step, after }: Moment): string[] {
  const count = before.conversations.length;
  const closed = targets(step, "close", count);
  const snoozed = targets(step, "snooze", count);
  return after.conversations.flatMap(({ status }, conversation) => {
    if (status === before.conversations[conversation]?.status || status === "open") return [];
    return (status === "closed" ? closed : snoozed).has(conversation)
      ? []
      : [`nobody made ${conversation} ${status}`];
  });
}
