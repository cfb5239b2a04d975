/** A user on a presence channel. */
export interface Member {
  id: string;
  /** What the user's backend signed about them. */
  info: unknown;
}

/** Who is on a presence channel, as of now. */
export class Members implements Iterable<Member> {
  /** The id of the user who subscribed. */
  myId: string | undefined;
  readonly #byId = new Map<string, Member>();

  get count(): number {
    return this.#byId.size;
  }

  /** The user who subscribed. */
  get me(): Member | undefined {
    return this.myId === undefined ? undefined : this.#byId.get(this.myId);
  }

  get(id: string): Member | undefined {
    return this.#byId.get(id);
  }

  [Symbol.iterator](): IterableIterator<Member> {
    return this.#byId.values();
  }

  /** Takes over the list that a subscription begins with. */
  begin(hash: Readonly<Record<string, unknown>>): void {
    this.#byId.clear();
    for (const [id, info] of Object.entries(hash)) this.add(id, info);
  }

  add(id: string, info: unknown): Member {
    const member = { id, info };
    this.#byId.set(id, member);
    return member;
  }

  /** The one who left; undefined when they were not there. */
  remove(id: string): Member | undefined {
    const member = this.#byId.get(id);
    this.#byId.delete(id);
    return member;
  }
}
