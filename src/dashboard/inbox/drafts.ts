/** The part of `Storage` that drafts need. */
type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/**
 * Half-written replies of one agent, by conversation. They live as long as the browser's tab, so that neither a
 * reload nor a session that ended takes them; another agent who signs in in the same tab never sees them.
 */
export class Drafts {
  readonly #storage: DraftStorage;
  readonly #prefix: string;

  constructor(agentId: string, storage: DraftStorage) {
    this.#storage = storage;
    this.#prefix = `deskbell.draft.${agentId}.`;
  }

  /** The draft of a conversation; empty when there is none. */
  read(conversationId: string): string {
    return this.#storage.getItem(this.#prefix + conversationId) ?? "";
  }

  /** Keeps `text` as the draft of a conversation; blank text is no draft. */
  write(conversationId: string, text: string): void {
    if (text.trim() === "") this.#storage.removeItem(this.#prefix + conversationId);
    else this.#storage.setItem(this.#prefix + conversationId, text);
  }

  /** Forgets all of this agent's drafts, as when they sign out on purpose. */
  clear(): void {
    const keys = Array.from({ length: this.#storage.length }, (_, at) => this.#storage.key(at));
    for (const key of keys) if (key?.startsWith(this.#prefix)) this.#storage.removeItem(key);
  }
}

/** The tab's storage, or one in memory where the browser forbids it. */
export function tabStorage(): DraftStorage {
  try {
    const probe = "deskbell.probe";
    sessionStorage.setItem(probe, "");
    sessionStorage.removeItem(probe);
    return sessionStorage;
  } catch {
    return memoryStorage();
  }
}

export function memoryStorage(): DraftStorage {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
    key: (at) => [...entries.keys()][at] ?? null,
    get length() {
      return entries.size;
    },
  };
}
