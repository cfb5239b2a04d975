import { teamChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { TeamStatus } from "../protocol/teams.ts";
import { departures, hasSomebodyOnDuty, membersOnDuty } from "../store/assignments.ts";
import { countWaiting } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append, channelId } from "../store/log.ts";
import { type TeamRow, updateTeam } from "../store/teams.ts";
import { expectedWaitMinutes, PACE_WINDOW_MS } from "./expected-wait.ts";
import { isOpen, nextOpening } from "./hours.ts";

/** How many departures an expected wait rests on at most. */
export const DEPARTURES_MAX = 50;

/** Tells whoever looks at the team's channel how it stands, if that has changed. */
export async function refreshTeamStatus(tx: Tx, team: TeamRow, at: number): Promise<TeamStatus> {
  const status = await statusOf(tx, team, at);
  if (team.status !== null && isSame(team.status, status)) return status;
  await updateTeam(tx, team.id, { status });
  await append(tx, {
    channelId: await channelId(tx, teamChannel(team.publicId)),
    event: "team:status",
    data: (seq): DeskEvents["team:status"] => ({ ...status, seq }),
    at,
  });
  return status;
}

/** What is said of a team before its status was ever told. */
export function unknownStatus(teamId: string): TeamStatus {
  return { teamId, answering: false, open: true, backAt: null, replyMinutes: null };
}

async function statusOf(tx: Tx, team: TeamRow, at: number): Promise<TeamStatus> {
  const { hours, timeZone } = team.settings;
  const open = isOpen(hours, timeZone, at);
  const answering = open && (await hasSomebodyOnDuty(tx.db, team.id));
  const opensAt = open ? null : nextOpening(hours, timeZone, at);
  return {
    teamId: team.publicId,
    answering,
    open,
    backAt: opensAt === null ? null : new Date(opensAt).toISOString(),
    replyMinutes: answering ? await waitOfNewcomer(tx, team, at) : null,
  };
}

/** Who comes to an empty queue while somebody has room is given to them at once: there is no wait to tell of. */
async function waitOfNewcomer(tx: Tx, team: TeamRow, at: number): Promise<number | null> {
  const { id: teamId, settings } = team;
  const waiting = await countWaiting(tx.db, teamId);
  const onDuty = await membersOnDuty(tx, teamId);
  const hasRoom = onDuty.some(
    ({ load, capacity }) => load < (capacity ?? settings.capacity ?? Number.POSITIVE_INFINITY),
  );
  if (waiting === 0 && hasRoom) return null;
  const left = await departures(tx.db, teamId, { since: at - PACE_WINDOW_MS, limit: DEPARTURES_MAX });
  return expectedWaitMinutes({
    departures: left.map((one) => one.at),
    now: at,
    position: waiting + 1,
    onDuty: onDuty.length,
  });
}

function isSame(one: TeamStatus, other: TeamStatus): boolean {
  return (
    one.answering === other.answering &&
    one.open === other.open &&
    one.backAt === other.backAt &&
    one.replyMinutes === other.replyMinutes
  );
}
