/** The users on one presence channel, whatever the number of their sockets. */
export class Presence {
  /** What is known of each user, by id: from the first of their sockets, until all are gone. */
  readonly infos = new Map<string, unknown>();
  readonly #sockets = new Map<string, number>();
  /** Until when a user whose last socket was lost is waited for, by id. */
  readonly #missing = new Map<string, number>();

  get size(): number {
    return this.infos.size;
  }

  /** One more socket of a user. True when the user was not there before. */
  enter(userId: string, info: unknown): boolean {
    this.#missing.delete(userId);
    this.#sockets.set(userId, (this.#sockets.get(userId) ?? 0) + 1);
    if (this.infos.has(userId)) return false;
    this.infos.set(userId, info);
    return true;
  }

  /** One socket of a user fewer. True when the user is gone with it; with `until`, a user is waited for instead. */
  leave(userId: string, until: number | undefined): boolean {
    const sockets = (this.#sockets.get(userId) ?? 0) - 1;
    if (sockets > 0) {
      this.#sockets.set(userId, sockets);
      return false;
    }
    this.#sockets.delete(userId);
    if (until === undefined) return this.infos.delete(userId);
    this.#missing.set(userId, until);
    return false;
  }

  /** Gives up on those who were waited for long enough, and returns them. */
  expire(now: number): string[] {
    const gone = [...this.#missing].flatMap(([userId, until]) => (until <= now ? [userId] : []));
    for (const userId of gone) {
      this.#missing.delete(userId);
      this.infos.delete(userId);
    }
    return gone;
  }
}
