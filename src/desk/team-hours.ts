import type { Tx } from "../store/group-commit.ts";
import { listTeams, teamById } from "../store/teams.ts";
import { clearTimer, setTimer } from "../store/timers.ts";
import { keepAutoClose } from "./close-silent.ts";
import type { Desk } from "./desk.ts";
import { nextChange } from "./hours.ts";
import { refreshTeamStatus } from "./team-status.ts";

/** A team opens or closes, or its hours were changed: tells whoever looks, routes what waited, and sets the next timer. */
export async function keepHours(tx: Tx, teamId: number, at: number): Promise<void> {
  const team = await teamById(tx.db, teamId);
  const { hours, timeZone } = team.settings;
  await refreshTeamStatus(tx, team, at);
  tx.roomMade.add(teamId);
  const next = nextChange(hours, timeZone, at);
  if (next === null) await clearTimer(tx, "hours", teamId);
  else await setTimer(tx, "hours", teamId, next);
}

/** At start: hours may have changed while the program was down, and a team of an older database has no timers yet. */
export async function keepAllHours(desk: Desk): Promise<void> {
  await desk.store.transact(async (tx) => {
    const at = desk.now();
    for (const { id } of await listTeams(tx.db)) {
      await keepHours(tx, id, at);
      await keepAutoClose(tx, id, at);
    }
  });
}
