import { teamChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { Desk } from "./desk-api.ts";
import type { Line } from "./live-conversation.ts";
import type { Subscription } from "./subscription.ts";

/**
 * Keeps what everybody may know of the desk current, for one team at a time: whether it answers is told on the team's public
 * channel, for which nobody needs to be registered.
 */
export class TeamWatch {
  /** The slug or the id of the team that was asked for last; undefined for the default one. */
  team: string | undefined;
  readonly #line: Line;
  readonly #tell: (desk: Desk) => void;
  #desk: Desk | undefined;
  #subscription: Subscription | undefined;

  /** `tell` gets the desk upon every change. */
  constructor(line: Line, tell: (desk: Desk) => void) {
    this.#line = line;
    this.#tell = tell;
  }

  /** Watches another team. Rejects with the desk's refusal, and then goes on with the former one. */
  async turnTo(team: string | undefined): Promise<void> {
    this.team = team;
    const desk = await this.#read();
    if (team !== this.team || this.#line.retry.stopped) return;
    if (this.#subscription) this.#line.subscriptions.unsubscribe(this.#subscription);
    const subscription = this.#line.subscriptions.subscribe(
      teamChannel(desk.team.id),
      {
        event: (event, data) => {
          if (this.#desk && isTeamStatus(event, data)) this.#set({ ...this.#desk, status: data });
        },
        joined: (recovered) => {
          if (!recovered) void this.#refresh(subscription);
        },
      },
      desk.position,
    );
    this.#subscription = subscription;
    this.#set(desk);
  }

  async #refresh(subscription: Subscription): Promise<void> {
    const desk = await this.#read().catch(() => undefined);
    if (!desk || subscription !== this.#subscription) return;
    // What the channel told meanwhile may be newer.
    if (desk.position.seq >= (subscription.position?.seq ?? 0)) this.#set(desk);
  }

  #read(): Promise<Desk> {
    return this.#line.retry.answer(() => this.#line.api.desk(this.team));
  }

  #set(desk: Desk): void {
    this.#desk = desk;
    this.#tell(desk);
  }
}

function isTeamStatus(event: string, data: unknown): data is DeskEvents["team:status"] {
  return event === "team:status" && typeof data === "object" && data !== null;
}
