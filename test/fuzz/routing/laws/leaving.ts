import type { Judge, Moment } from "../laws.ts";

/**
 * Nobody takes unanswered conversations with them: when an agent is gone, after the grace if they were cut off, what
 * they have not answered is somebody else's or waits, where the team wants it so.
 */
export function leavingLaw(): Judge {
  return (moment) => {
    const { before, after, entries } = moment;
    return after.agents.flatMap(({ online }, agent) => {
      const hasLeft = !online && before.agents[agent]?.online === true;
      if (!hasLeft) return [];
      // What came to them in the same step may have come by hand, after they had left.
      const came = new Set(
        entries.filter((entry) => entry.agent === agent).map((entry) => entry.conversation),
      );
      return keptBy(moment, agent)
        .filter((conversation) => !came.has(conversation))
        .map((conversation) => `${agent} is gone, and ${conversation} waits for their answer`);
    });
  };
}

function keptBy({ after }: Moment, agent: number): number[] {
  return after.conversations.flatMap((one, conversation) => {
    const isKept = one.status === "open" && one.assignee === agent && !one.answered;
    return isKept && after.teams[one.team]?.releaseUnanswered === true ? [conversation] : [];
  });
}
