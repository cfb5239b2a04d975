/** The users on one presence channel, whatever the number of their sockets. */
export class Presence {
  /** What is known of each user, by id: from the first of their sockets, until all are gone. */
  readonly infos = new Map<string, unknown>();
  readonly #sockets = new Map<string, number>();
  /** Until when a user who has no socket any more is waited for, by id: one who was lost, or who left. */
  readonly #awaited = new Map<string, number>();

  get size(): number {
    return this.infos.size;
  }

  /**
   * One more socket of a user: one who is `there` already, who is `back` after leaving and was waited for, or who is
   * `new`.
   */
  enter(userId: string, info: unknown): "there" | "back" | "new" {
    const awaited = this.#awaited.delete(userId);
    this.#sockets.set(userId, (this.#sockets.get(userId) ?? 0) + 1);
    if (this.infos.has(userId)) return "there";
    this.infos.set(userId, info);
    return awaited ? "back" : "new";
  }

  /**
   * One socket of a user fewer; after the last the user is waited for. True when they are off the list at once, since
   * they left and were not lost.
   */
  leave(userId: string, { clean, until }: { clean: boolean; until: number }): boolean {
    const sockets = (this.#sockets.get(userId) ?? 0) - 1;
    if (sockets > 0) {
      this.#sockets.set(userId, sockets);
      return false;
    }
    this.#sockets.delete(userId);
    this.#awaited.set(userId, until);
    return clean && this.infos.delete(userId);
  }

  /** Gives up on those who were waited for long enough. Those who were `listed` are off the list only now. */
  expire(now: number): { userId: string; listed: boolean }[] {
    const gone = [...this.#awaited].flatMap(([userId, until]) => (until <= now ? [userId] : []));
    for (const userId of gone) this.#awaited.delete(userId);
    return gone.map((userId) => ({ userId, listed: this.infos.delete(userId) }));
  }
}
