import { teamChannel } from "../protocol/channels.ts";
import type { Position } from "../protocol/resources.ts";
import type { TeamName, TeamStatus } from "../protocol/teams.ts";
import type { Database } from "../store/database.ts";
import { channelTop } from "../store/log.ts";
import { hasAgents } from "../store/people.ts";
import { defaultTeam, type TeamRow, teamById, teamByPublicId, teamBySlug } from "../store/teams.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { unknownStatus } from "./team-status.ts";

/** What everybody may know of the desk. */
export interface DeskDescription {
  name: string;
  /** The realtime app's public key. */
  key: string;
  /** Whether anybody can sign in yet. */
  setUp: boolean;
  /** Whether somebody is there to answer now. */
  answering: boolean;
  /** Whether the desk sends e-mail. */
  mail: boolean;
  /** The team that was asked for, or the default one. */
  team: TeamName & { slug: string };
  status: TeamStatus;
  /** Where the team's channel stood when it was read. */
  position: Position;
}

/** What the widget asks first, for the team of this slug or id, or else the default one. */
export async function describeDesk(desk: Desk, asked: string | undefined): Promise<DeskDescription> {
  const { db, epoch } = desk.store;
  const { id } = (asked === undefined ? undefined : await teamNamed(db, asked)) ?? (await defaultTeam(db));
  const { publicId, name } = await teamById(db, id);
  // Read first: what changes meanwhile is told again, rather than missed.
  const seq = await channelTop(db, teamChannel(publicId));
  const team = await teamById(db, id);
  const status = team.status ?? unknownStatus(publicId);
  return {
    name: desk.name,
    key: desk.realtime.key,
    setUp: await hasAgents(db),
    answering: status.answering,
    mail: desk.mail.from !== undefined,
    team: { id: publicId, name, slug: team.slug },
    status,
    position: { epoch, seq },
  };
}

async function teamNamed(db: Database, name: string): Promise<TeamRow | undefined> {
  return (await teamBySlug(db, name)) ?? (await teamByPublicId(db, name));
}

/** How to put the widget on a page, for those who answer; the identity secret for admins only. */
export function describeEmbedding(
  desk: Desk,
  actor: Actor,
): { snippet: string; key: string; identitySecret?: string } {
  const { role } = access.agent(actor);
  return {
    snippet: `<script src="${desk.publicUrl()}/widget.js" async></script>`,
    key: desk.realtime.key,
    ...(role === "admin" ? { identitySecret: desk.identitySecret } : {}),
  };
}
