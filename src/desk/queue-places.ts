import type { DeskEvents } from "../protocol/events.ts";
import { departures, membersOnDuty } from "../store/assignments.ts";
import { queuePlaces, updateConversation } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { append } from "../store/log.ts";
import { teamById } from "../store/teams.ts";
import type { Desk } from "./desk.ts";
import { expectedWaitMinutes, PACE_WINDOW_MS, queueBucket } from "./expected-wait.ts";
import { DEPARTURES_MAX, refreshTeamStatus } from "./team-status.ts";

/** How long a change of a queue may go on before its customers are told: a busy queue moves many times a second. */
const PAUSE_MS = 500;
/** How often the expected waits are reckoned anew while nothing moves. */
const REFRESH_MS = 60_000;

/**
 * Tells those who wait where they stand, whenever that has changed. Only what is told changes the log: an exact place up
 * to ten and a rough one behind that, so a conversation that waits behind a thousand others adds a few lines, not a
 * thousand.
 */
export class QueuePlaces {
  readonly #desk: Desk;
  readonly #onError: (error: unknown) => void;
  readonly #toTell = new Set<number>();
  readonly #waiting = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refresh: ReturnType<typeof setInterval> | undefined;
  #step: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(desk: Desk, onError: (error: unknown) => void) {
    this.#desk = desk;
    this.#onError = onError;
  }

  start(): void {
    this.#desk.store.onCommit(({ queueMoved }) => this.#wake(queueMoved));
    this.#refresh = setInterval(() => this.#wake(this.#waiting), REFRESH_MS);
  }

  /** Tells at once what is still to be told; settles when it is. */
  async idle(): Promise<void> {
    if (this.#timer) this.#tell();
    await this.#step;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#refresh);
    await this.#step;
  }

  #wake(teams: Iterable<number>): void {
    for (const team of teams) this.#toTell.add(team);
    if (this.#toTell.size === 0 || this.#timer || this.#stopped) return;
    this.#timer = setTimeout(() => this.#tell(), PAUSE_MS);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#step = this.#step.then(() => this.#tellAll());
  }

  async #tellAll(): Promise<void> {
    const teams = [...this.#toTell];
    this.#toTell.clear();
    for (const team of teams)
      try {
        const waiting = await this.#desk.store.transact((tx) => tellPlaces(tx, team, this.#desk.now()));
        if (waiting > 0) this.#waiting.add(team);
        else this.#waiting.delete(team);
      } catch (error) {
        this.#onError(error);
        this.#wake([team]);
      }
  }
}

/** Tells everybody in a team's queue whose place has changed. Returns how many wait. */
export async function tellPlaces(tx: Tx, teamId: number, at: number): Promise<number> {
  const places = await queuePlaces(tx.db, teamId);
  const team = await teamById(tx.db, teamId);
  if (places.length > 0) {
    const left = await departures(tx.db, teamId, { since: at - PACE_WINDOW_MS, limit: DEPARTURES_MAX });
    const known = {
      departures: left.map((one) => one.at),
      now: at,
      onDuty: (await membersOnDuty(tx, teamId)).length,
    };
    for (const place of places) {
      const position = queueBucket(place.rank);
      const waitMinutes = expectedWaitMinutes({ ...known, position });
      if (position !== place.position || waitMinutes !== place.wait)
        await tell(tx, place.id, { position, waitMinutes }, at);
    }
  }
  await refreshTeamStatus(tx, team, at);
  return places.length;
}

async function tell(
  tx: Tx,
  conversationId: number,
  place: { position: number; waitMinutes: number | null },
  at: number,
): Promise<void> {
  const { channelId, publicId } = await updateConversation(tx, conversationId, {
    queuePosition: place.position,
    queueWait: place.waitMinutes,
  });
  await append(tx, {
    channelId,
    event: "queue:position",
    data: (seq): DeskEvents["queue:position"] => ({ conversationId: publicId, ...place, seq }),
    at,
  });
}
