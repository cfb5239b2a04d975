import type { Connection } from "./connection.ts";

/** Somebody whom an app's backend signed in. */
export interface User {
  readonly id: string;
  readonly info: unknown;
  /** The users whose coming and going this connection is told. */
  readonly watchlist: readonly string[];
}

/** The signed-in users of one app, and who watches whom. */
export class Users {
  readonly #users = new Map<Connection, User>();
  readonly #connections = new Map<string, Set<Connection>>();
  readonly #watchers = new Map<string, Set<Connection>>();

  get size(): number {
    return this.#users.size + this.#connections.size + this.#watchers.size;
  }

  of(connection: Connection): User | undefined {
    return this.#users.get(connection);
  }

  connectionsOf(userId: string): Connection[] {
    return [...(this.#connections.get(userId) ?? [])];
  }

  /** Makes a connection a user's, tells it who of its watchlist is there, and the watchers when it is the user's first. */
  signIn(connection: Connection, user: User): void {
    this.#users.set(connection, user);
    const first = addTo(this.#connections, user.id, connection);
    if (first) this.#tellWatchers(user.id, true);
    for (const watched of user.watchlist) addTo(this.#watchers, watched, connection);
    if (user.watchlist.length > 0) this.#tellPresent(connection, user.watchlist);
  }

  /** The connection is gone. */
  signOut(connection: Connection): void {
    const user = this.#users.get(connection);
    if (!user) return;
    this.#users.delete(connection);
    for (const watched of user.watchlist) removeFrom(this.#watchers, watched, connection);
    const last = removeFrom(this.#connections, user.id, connection);
    if (last) this.#tellWatchers(user.id, false);
  }

  #tellPresent(connection: Connection, watchlist: readonly string[]): void {
    const online = watchlist.filter((userId) => this.#connections.has(userId));
    const offline = watchlist.filter((userId) => !this.#connections.has(userId));
    connection.send(connection.codec.watchlist(online, offline));
  }

  #tellWatchers(userId: string, isOnline: boolean): void {
    // A watcher that breaks when it is told leaves the set.
    for (const watcher of this.#watchers.get(userId) ?? [])
      watcher.send(watcher.codec.watchlist(isOnline ? [userId] : [], isOnline ? [] : [userId]));
  }
}

/** Adds to the set under `key`; true when that was not there before. */
function addTo(sets: Map<string, Set<Connection>>, key: string, connection: Connection): boolean {
  const set = sets.get(key);
  if (set) set.add(connection);
  else sets.set(key, new Set([connection]));
  return !set;
}

/** Takes from the set under `key`; true when nothing is left of it. */
function removeFrom(sets: Map<string, Set<Connection>>, key: string, connection: Connection): boolean {
  const set = sets.get(key);
  set?.delete(connection);
  return set?.size === 0 && sets.delete(key);
}
