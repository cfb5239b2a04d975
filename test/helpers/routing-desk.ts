import { newToken } from "../../src/desk/token.ts";
import type { Conversation, ConversationSnapshot } from "../../src/protocol/resources.ts";
import type { AssignmentEntry, Team, TeamSettings } from "../../src/protocol/teams.ts";
import type { TimerKind } from "../../src/store/database.ts";
import { Api } from "./api.ts";
import { type Cast, cast, Player } from "./cast.ts";
import { meddle, query } from "./database.ts";
import { ManualClock } from "./manual-clock.ts";
import { type InProcessApp, startApp } from "./start-app.ts";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Monday, 5 January 2026, 08:00 UTC. */
export const MONDAY_MORNING = Date.UTC(2026, 0, 5, 8);

/** A desk whose time the test moves, and what tests of routing ask it for. Hold it with `await using`. */
export class RoutingDesk implements AsyncDisposable {
  readonly app: InProcessApp;
  readonly people: Cast;
  readonly clock: ManualClock;

  private constructor(app: InProcessApp, people: Cast, clock: ManualClock) {
    this.app = app;
    this.people = people;
    this.clock = clock;
  }

  /** Opens a desk on a Monday morning; its one team is Support, which everybody is in. */
  static async open(settings: Partial<TeamSettings> = {}): Promise<RoutingDesk> {
    const clock = new ManualClock(MONDAY_MORNING);
    const app = await startApp({ clock });
    const desk = new RoutingDesk(app, await cast(app), clock);
    await desk.setSupport(settings);
    return desk;
  }

  /** Changes what the default team does. */
  async setSupport(settings: Partial<TeamSettings>): Promise<Team> {
    const { grace } = this.people;
    const { teams } = await grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
    const { team } = await grace.api.expect<{ team: Team }>("PUT", `/api/teams/${teams[0]?.id}`, {
      settings,
    });
    return team;
  }

  /** Makes another team. */
  async makesTeam(
    name: string,
    members: readonly Player[],
    settings: Partial<TeamSettings> = {},
  ): Promise<Team> {
    const { team } = await this.people.grace.api.expect<{ team: Team }>("POST", "/api/teams", {
      name,
      settings,
      memberIds: members.map(({ id }) => id),
    });
    return team;
  }

  /** Many agents at once, in Support: put straight into the database, because hashing their passwords takes seconds. */
  hiresMany(count: number): Player[] {
    return Array.from({ length: count }, (_, index) => {
      const { token, tokenHash } = newToken();
      const id = `agt_many${index}`;
      meddle(
        this.app.dataDir,
        `insert into person (public_id, role, name, created_at) values ('${id}', 'agent', 'Agent ${index}', 0);
        insert into agent (person_id, email, password_hash, available, online, last_assignment)
          select id, public_id, '', 1, 0, 0 from person where public_id = '${id}';
        insert into team_member select 1, id from person where public_id = '${id}';
        insert into session (token_hash, person_id, created_at, expires_at)
          select '${tokenHash}', id, 0, ${Number.MAX_SAFE_INTEGER} from person where public_id = '${id}';`,
      );
      const api = new Api(this.app.url, { cookie: `deskbell_session=${token}` });
      return new Player(this.app, this.people.key, { id, name: `Agent ${index}`, role: "agent" }, api);
    });
  }

  /** Settles when everything that is due or to be routed has been. */
  async settles(): Promise<void> {
    await this.app.application.switchboard.idle();
  }

  /** Lets time pass, and settles when what came due meanwhile has happened. */
  async passes(ms: number): Promise<void> {
    await this.settles();
    this.clock.pass(ms);
    await this.settles();
  }

  /** A conversation as an admin sees it, when everything has settled. */
  async sees(id: string): Promise<Conversation> {
    await this.settles();
    return (await this.people.grace.sees(id)).conversation;
  }

  /** Who has a conversation, by name; null while it waits. */
  async assigneeOf(id: string): Promise<string | null> {
    return (await this.sees(id)).assignee?.name ?? null;
  }

  /** A conversation's way, as `kind agent because`. */
  async wayOf(id: string): Promise<string[]> {
    const { entries } = await this.people.grace.api.expect<{ entries: AssignmentEntry[] }>(
      "GET",
      `/api/conversations/${id}/assignments`,
    );
    return entries.map(({ kind, agent, because }) => [kind, agent?.name, because].filter(Boolean).join(" "));
  }

  /** The customer opens a conversation for a team, perhaps with labels. */
  async opens(
    customer: Player,
    { text = "Hello", ...rest }: { text?: string; team?: string; labels?: string[] } = {},
  ): Promise<string> {
    const { conversation } = await customer.api.expect<ConversationSnapshot>("POST", "/api/conversations", {
      clientId: crypto.randomUUID(),
      text,
      ...rest,
    });
    return conversation.id;
  }

  /** Settles when the desk counts nobody of these as there. */
  async seesGone(...agents: readonly Player[]): Promise<void> {
    const ids = agents.map(({ id }) => id);
    for (;;) {
      const { agents: all } = await this.people.grace.api.expect<{
        agents: { id: string; online: boolean }[];
      }>("GET", "/api/agents");
      if (!all.some(({ id, online }) => online && ids.includes(id))) return await this.settles();
      await new Promise((resume) => setImmediate(resume));
    }
  }

  /** Settles when a timer of this kind runs. */
  async seesTimer(kind: TimerKind): Promise<void> {
    await this.#untilTimers(kind, (count) => count > 0);
  }

  /** Settles when no timer of this kind runs. */
  async seesNoTimer(kind: TimerKind): Promise<void> {
    await this.#untilTimers(kind, (count) => count === 0);
  }

  async #untilTimers(kind: TimerKind, holds: (count: number) => boolean): Promise<void> {
    while (!holds(query(this.app.dataDir, "select id from timer where kind = ?", kind).length))
      await new Promise((resume) => setImmediate(resume));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
  }
}
