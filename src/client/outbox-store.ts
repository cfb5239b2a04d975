import type { PendingMessage } from "./conversation.ts";
import type { Opening } from "./customer-api.ts";

/** An unsent text as it is kept on the device. */
export interface OutboxEntry extends PendingMessage {
  /** Whose it is: several people may use one browser, and their texts must not mix. */
  person: string;
  /** Null until the person's new conversation is opened, which the first such entry does. */
  conversationId: string | null;
  /** What the conversation is to be opened with. */
  opening?: Opening | undefined;
  /** It was posted to open a conversation, and may have done so: it must not be said in another one as well. */
  posted?: boolean;
  /** The last seq on the agent's screen when they wrote: a colleague's later reply makes the desk ask first. */
  seenUpTo?: number | undefined;
  /** They know of that reply. */
  evenSo?: boolean | undefined;
  /** Entries are sent in the order of this number. */
  order: number;
}

const DATABASE = "deskbell";
const ENTRIES = "outbox";

/** The unsent texts on this device. Where IndexedDB is forbidden it keeps nothing; no method ever rejects. */
export class OutboxStore {
  #database: Promise<IDBDatabase | undefined> | undefined;

  async put(entry: OutboxEntry): Promise<void> {
    await this.#run("readwrite", (entries) => entries.put(entry));
  }

  async delete(clientId: string): Promise<void> {
    await this.#run("readwrite", (entries) => entries.delete(clientId));
  }

  /** Everything of one person, by `order`. */
  async all(person: string): Promise<OutboxEntry[]> {
    const all = await this.#run<OutboxEntry[]>("readonly", (entries) => entries.getAll());
    const own: OutboxEntry[] = [];
    for (const entry of all ?? []) if (entry.person === person) own.push(entry);
    return own.sort((a, b) => a.order - b.order);
  }

  async #run<Result>(
    mode: IDBTransactionMode,
    ask: (entries: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result | undefined> {
    this.#database ??= open();
    const database = await this.#database;
    return new Promise((resolve) => {
      try {
        const transaction = (database as IDBDatabase).transaction(ENTRIES, mode);
        const request = ask(transaction.objectStore(ENTRIES));
        transaction.addEventListener("complete", () => resolve(request.result));
        transaction.addEventListener("abort", () => resolve(undefined));
      } catch {
        resolve(undefined);
      }
    });
  }
}

/** Undefined where the browser forbids it. */
function open(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.addEventListener("upgradeneeded", () => {
        request.result.createObjectStore(ENTRIES, { keyPath: "clientId" });
      });
      request.addEventListener("error", () => resolve(undefined));
      request.addEventListener("success", () => {
        const database = request.result;
        // Another version of this code, or the person clearing the site's data, needs us out of the way.
        database.addEventListener("versionchange", () => database.close());
        resolve(database);
      });
    } catch {
      resolve(undefined);
    }
  });
}
