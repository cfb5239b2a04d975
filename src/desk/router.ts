import { waitingConversations } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { listTeams } from "../store/teams.ts";
import type { Desk } from "./desk.ts";
import { firstToPlace, offer, teamAtWork } from "./place-conversation.ts";
import { hasRoom } from "./routing/candidate.ts";

/** How many of a queue one transaction looks through at most, so that others needn't wait for it. */
const LOOK_THROUGH = 100;
/** How many claims are under way at once: together they share a commit. */
const CLAIMS_AT_ONCE = 16;
const RETRY_MS = 1_000;

/** A place in a queue. */
interface Place {
  since: number;
  id: number;
}

const FRONT: Place = { since: -1, id: -1 };

/**
 * Gives what waits to those who have come to have room. It is told by the commit that made the room, and looks at the
 * teams concerned; what merely begins to wait was looked at when it did. It holds nothing that is not in the database.
 * Every claim is a transaction of its own that reads the agents anew, so neither two events nor two routers can take
 * the same conversation.
 */
export class Router {
  readonly #desk: Desk;
  readonly #onError: (error: unknown) => void;
  readonly #toLookAt = new Set<number>();
  #running: Promise<void> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(desk: Desk, onError: (error: unknown) => void) {
    this.#desk = desk;
    this.#onError = onError;
  }

  /** Begins with every team: what changed just before the program died was perhaps not looked at. */
  async start(): Promise<void> {
    this.#desk.store.onCommit(({ roomMade }) => this.wake(roomMade));
    this.wake((await listTeams(this.#desk.store.db)).map(({ id }) => id));
  }

  /** Somebody in these teams may now take what nobody could before. */
  wake(teams: Iterable<number>): void {
    for (const team of teams) this.#toLookAt.add(team);
    if (this.#toLookAt.size === 0 || this.#stopped) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#retry === undefined) this.wake([]);
    });
  }

  /** Settles when nothing is left to be given to anybody. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.idle();
  }

  async #run(): Promise<void> {
    while (this.#toLookAt.size > 0 && !this.#stopped) {
      const teams = [...this.#toLookAt];
      this.#toLookAt.clear();
      for (const team of teams) {
        try {
          await this.#drain(team);
        } catch (error) {
          this.#onError(error);
          this.#again(team);
        }
      }
    }
  }

  async #drain(teamId: number): Promise<void> {
    let place: Place | undefined = FRONT;
    while (place && !this.#stopped) {
      const from: Place = place;
      const claim = () => this.#desk.store.transact((tx) => claimNext(tx, teamId, from, this.#desk.now()));
      const first = await claim();
      place = first.next;
      if (!first.claimed || !place) continue;
      const more = await Promise.all(Array.from({ length: CLAIMS_AT_ONCE - 1 }, claim));
      const last = more.findLast(({ next }) => next !== undefined);
      place = more.every(({ next }) => next !== undefined) ? last?.next : undefined;
    }
  }

  /** The disk was full, perhaps: the team is looked at again after a pause. */
  #again(team: number): void {
    this.#toLookAt.add(team);
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.wake([]);
    }, RETRY_MS);
  }
}

/**
 * Gives the first conversation of a queue that can be given. `next` is where to go on looking; undefined when there is
 * nothing more to be given to anybody.
 */
async function claimNext(
  tx: Tx,
  teamId: number,
  from: Place,
  at: number,
): Promise<{ claimed: boolean; next: Place | undefined }> {
  const work = await teamAtWork(tx, teamId, at);
  if (!work.open || work.team.settings.strategy === "manual" || !work.candidates.some(hasRoom))
    return { claimed: false, next: undefined };
  const waiting = await waitingConversations(tx.db, teamId, from, LOOK_THROUGH);
  const found = await firstToPlace(tx, work, waiting);
  if (found) {
    await offer(tx, found.conversation, work, found.decision, at);
    return { claimed: true, next: from };
  }
  const last = waiting.at(-1);
  const isEnd = waiting.length < LOOK_THROUGH || last?.waitingSince == null;
  return { claimed: false, next: isEnd ? undefined : { since: last.waitingSince ?? 0, id: last.id } };
}
