import { type Cast, cast, type Player } from "./cast.ts";
import { query, type Row } from "./database.ts";
import { ManualClock } from "./manual-clock.ts";
import { PUSH_CERTIFICATE, PushService, type ReceivedPush } from "./push-service.ts";
import { type InProcessApp, startApp } from "./start-app.ts";

/** Lets push services be on this machine. */
export const PRIVATE_TOO = { PRIVATE_PUSH_SERVICES: "1" };

/** A desk, a push service that it may reach, and a clock that stands at noon. Hold it with `await using`. */
export class PushWorld implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly service: PushService;
  readonly app: InProcessApp;
  readonly people: Cast;

  private constructor(parts: Pick<PushWorld, "clock" | "service" | "app" | "people">) {
    this.clock = parts.clock;
    this.service = parts.service;
    this.app = parts.app;
    this.people = parts.people;
  }

  static async open(env: Readonly<Record<string, string>> = PRIVATE_TOO): Promise<PushWorld> {
    const clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
    const service = await PushService.open();
    const app = await startApp({ clock, env, pushCertificate: PUSH_CERTIFICATE });
    return new PushWorld({ clock, service, app, people: await cast(app) });
  }

  /** A browser in which somebody has switched push messages on. */
  async hasBrowser({ api }: Player, name: string): Promise<void> {
    await api.expect("POST", "/api/me/push-subscriptions", this.service.subscribe(name));
  }

  /** A conversation of Vera's that somebody is given, though they may not be there. */
  async conversationOf(agent: Player, words = "Is my order on its way?"): Promise<string> {
    const { grace, vera } = this.people;
    const { conversation } = await vera.opens(words);
    await grace.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
      agentId: agent.id,
      evenIfAway: true,
    });
    return conversation.id;
  }

  /** All that was pushed so far, when all that happened has been told. */
  async pushed(): Promise<readonly ReceivedPush[]> {
    await this.app.application.switchboard.idle();
    await this.app.application.push.catchUp();
    return this.service.received;
  }

  /** Lets time pass; returns all that was pushed so far. */
  async pass(ms: number): Promise<readonly ReceivedPush[]> {
    await this.pushed();
    this.clock.pass(ms);
    return await this.pushed();
  }

  /** How the notices stand, in the order they were queued. */
  notices(): Row[] {
    return query(this.app.dataDir, "select kind, state, last_error from notice order by id");
  }

  /** The addresses that are known of anybody's browsers. */
  endpoints(): unknown[] {
    return query(this.app.dataDir, "select endpoint from push_subscription order by id").map(
      (row) => row["endpoint"],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    await this.service[Symbol.asyncDispose]();
  }
}
