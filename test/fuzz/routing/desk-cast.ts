import { changeAgent } from "../../../src/desk/agents.ts";
import { agentArrived } from "../../../src/desk/attendance.ts";
import type { Desk } from "../../../src/desk/desk.ts";
import { changeTeam, createTeam, listTeams } from "../../../src/desk/teams.ts";
import type { Hours } from "../../../src/protocol/teams.ts";
import { insertAgent, insertCustomer, type PersonRow } from "../../../src/store/people.ts";
import { CUSTOMERS } from "./steps.ts";
import type { Setup, TeamSetup } from "./world.ts";

/** Everybody of a history, in the order in which steps call them. */
export interface Cast {
  readonly admin: PersonRow;
  readonly agents: readonly PersonRow[];
  readonly customers: readonly PersonRow[];
  readonly teams: readonly { readonly id: string; readonly slug: string }[];
}

/** Makes a desk with the people and teams of a setup. The admin is in no team, and never there. */
export async function makeCast(desk: Desk, { agents, teams }: Setup): Promise<Cast> {
  const at = desk.now();
  const { admin, team, customers } = await desk.store.transact(async (tx) => {
    const join = (name: string, role: "agent" | "admin") =>
      insertAgent(tx, { name, email: `${name}@example.org`, passwordHash: "", role, at });
    const visit = (name: string) => insertCustomer(tx, { name, email: null, externalId: null, at });
    const everybody = [];
    for (const number of agents.keys()) everybody.push(await join(`agent ${number}`, "agent"));
    const visitors = [];
    for (let number = 0; number < CUSTOMERS; number++) visitors.push(await visit(`customer ${number}`));
    return { admin: await join("Grace", "admin"), team: everybody, customers: visitors };
  });
  for (const [number, { capacity, skills }] of agents.entries())
    await changeAgent(desk, admin, team[number]?.publicId ?? "", { capacity, skills });

  const made: { id: string; slug: string }[] = [];
  for (const [number, setup] of teams.entries()) {
    const wishes = {
      name: `team ${number}`,
      settings: settingsOf(setup),
      memberIds: setup.members.map((agent) => team[agent]?.publicId ?? ""),
    };
    const [first] = await listTeams(desk, admin);
    const isDefault = number === 0 && first !== undefined;
    made.push(
      isDefault ? await changeTeam(desk, admin, first.id, wishes) : await createTeam(desk, admin, wishes),
    );
  }
  for (const [number, { present }] of agents.entries())
    if (present) await agentArrived(desk, team[number]?.publicId ?? "");
  return { admin, agents: team, customers, teams: made };
}

/** A team's settings as the desk has them. */
function settingsOf({
  strategy,
  skillsFallback,
  capacity,
  acceptSeconds,
  releaseUnanswered,
  keepsHours,
}: TeamSetup) {
  const hours = keepsHours ? EIGHT_TO_EIGHT : null;
  return { strategy, skillsFallback, capacity, acceptSeconds, releaseUnanswered, hours, timeZone: "UTC" };
}

const EIGHT_TO_EIGHT: Hours = {
  weekly: Array.from({ length: 7 }, () => [{ from: "08:00", to: "20:00" }]),
  holidays: [],
};
