import type { Person } from "../protocol/resources.ts";

/** A customer's session as the device remembers it. */
export interface StoredSession {
  /** The desk it belongs to, and whose the host site says it is: of no use to any other desk or person. */
  owner: string;
  token: string;
  customer: Person;
  /** The conversation that the tabs of this customer show; null for a new one. */
  conversationId: string | null;
  /** The desk has an e-mail address of theirs. */
  reachable?: boolean | undefined;
}

export type SessionStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const KEY = "deskbell.session";
const { parse, stringify } = JSON;

/** One customer's session in the browser's storage, or in memory where that is forbidden or full. */
export class SessionStore {
  readonly #owner: string;
  readonly #storage: () => SessionStorage;
  #memory: StoredSession | undefined;

  constructor(owner: string, storage?: SessionStorage) {
    this.#owner = owner;
    this.#storage = () => storage ?? localStorage;
  }

  /** What this tab or another one wrote last. */
  read(): StoredSession | undefined {
    if (this.#memory) return this.#memory;
    try {
      const session: StoredSession | null = parse(this.#storage().getItem(KEY) ?? "null");
      return session?.owner === this.#owner ? session : undefined;
    } catch {
      return undefined;
    }
  }

  write(session: Omit<StoredSession, "owner">): void {
    const owned = { ...session, owner: this.#owner };
    try {
      this.#storage().setItem(KEY, stringify(owned));
    } catch {
      this.#memory = owned;
    }
  }

  remove(): void {
    this.#memory = undefined;
    try {
      this.#storage().removeItem(KEY);
    } catch {
      // Nothing could be stored there either.
    }
  }

  /** Calls `listener` when another tab has written. Returns a function that stops it. */
  onWrittenElsewhere(listener: () => void): () => void {
    const heard = ({ key }: StorageEvent) => {
      if (key === KEY) listener();
    };
    globalThis.addEventListener?.("storage", heard);
    return () => globalThis.removeEventListener?.("storage", heard);
  }
}
