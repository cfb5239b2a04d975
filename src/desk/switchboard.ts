import type { Clock } from "../store/clock.ts";
import type { Tx } from "../store/group-commit.ts";
import { Alarm } from "./alarm.ts";
import { agentArrived, agentLeft, awaitEverybody } from "./attendance.ts";
import type { Desk } from "./desk.ts";
import { QueuePlaces } from "./queue-places.ts";
import { ringTimer } from "./ring-timer.ts";
import { Router } from "./router.ts";
import { keepAllHours } from "./team-hours.ts";

/**
 * What the desk does by itself: it routes what waits, rings timers, and tells those who wait where they stand. All of it
 * is woken by commits and by the clock, and holds nothing that isn't in the database.
 */
export class Switchboard {
  readonly #desk: Desk;
  readonly #onError: (error: unknown) => void;
  readonly #router: Router;
  readonly #alarm: Alarm;
  readonly #places: QueuePlaces;

  constructor(desk: Desk, clock: Clock, onError: (error: unknown) => void) {
    this.#desk = desk;
    this.#onError = onError;
    this.#router = new Router(desk, onError);
    this.#places = new QueuePlaces(desk, onError);
    this.#alarm = new Alarm(desk.store, clock, (tx: Tx, timer) => ringTimer(tx, timer, desk.now()), onError);
  }

  /** Goes on where the program was when it ended. */
  async start(): Promise<void> {
    await awaitEverybody(this.#desk);
    await keepAllHours(this.#desk);
    await this.#router.start();
    this.#places.start();
    this.#alarm.start();
  }

  /** Settles when every timer that is due has rung, nothing is left to be given to anybody, and everybody knows. */
  async idle(): Promise<void> {
    await this.#alarm.idle();
    await this.#router.idle();
    await this.#places.idle();
  }

  async stop(): Promise<void> {
    await this.#alarm.stop();
    await this.#router.stop();
    await this.#places.stop();
  }

  /** An agent's first dashboard is connected. */
  arrived(agentId: string): void {
    agentArrived(this.#desk, agentId).catch(this.#onError);
  }

  /** An agent's last dashboard is gone: `clean` when it said goodbye, otherwise it has a while to come back. */
  left(agentId: string, clean: boolean): void {
    agentLeft(this.#desk, agentId, clean).catch(this.#onError);
  }
}
