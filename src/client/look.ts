import type { ConversationSnapshot } from "../protocol/resources.ts";
import {
  type ConversationAction,
  type ConversationState,
  lowest,
  NEW_CONVERSATION,
  reduce,
} from "./conversation.ts";
import type { CustomerApi } from "./customer-api.ts";
import { Listeners } from "./listeners.ts";

/**
 * A conversation that one may read without taking part in it: one that waits for one's team or, for an admin, any. Its
 * channel is its people's own, so it is read anew when there is reason to.
 */
export class Look {
  readonly id: string;
  /** Immutable; replaced upon every change. */
  state: ConversationState = NEW_CONVERSATION;
  readonly #api: CustomerApi;
  readonly #listeners = new Listeners();
  /** Counts the snapshots asked for: only the answer to the latest is new enough. */
  #loads = 0;

  constructor(api: CustomerApi, snapshot: ConversationSnapshot) {
    this.id = snapshot.conversation.id;
    this.#api = api;
    this.#dispatch({ type: "loaded", snapshot });
  }

  /** Calls `listener` after each change; returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Reads it anew. Rejects with `ProblemError` or `OfflineError`, and then what is shown stays. */
  async refresh(): Promise<void> {
    const load = ++this.#loads;
    const snapshot = await this.#api.conversation(this.id);
    if (load === this.#loads) this.#dispatch({ type: "loaded", snapshot });
  }

  /** Reads the page before the oldest message. Rejects with `ProblemError` or `OfflineError`. */
  async loadOlder(): Promise<void> {
    const { hasOlder, loadingOlder } = this.state;
    if (!hasOlder || loadingOlder) return;
    const before = lowest(this.state);
    this.#dispatch({ type: "older-awaited" });
    try {
      const page = await this.#api.messages(this.id, { before });
      this.#dispatch({ type: "older-loaded", before, page });
    } catch (failure) {
      this.#dispatch({ type: "older-loaded", before, page: { messages: [], hasOlder: true } });
      throw failure;
    }
  }

  #dispatch(action: ConversationAction): void {
    this.state = reduce(this.state, action);
    this.#listeners.tell();
  }
}
