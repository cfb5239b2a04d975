import { guarded } from "./guarded.ts";
import { OfflineError } from "./problem-error.ts";
import { Retry } from "./retry.ts";

/** Something that is kept; its `id` tells it from all others. */
export interface Kept {
  id: string | number;
}

/** What was said on a channel: loaded from the backend, then added to as it is told, in order and each once. */
export class History<Item extends Kept> {
  readonly #event: string;
  readonly #load: () => Promise<readonly Item[]>;
  readonly #show: (items: Item[]) => void;
  #byId = new Map<Item["id"], Item>();
  /** What came since loading began, which what is loaded may lack. */
  readonly #news = new Map<Item["id"], Item>();
  #retry = new Retry();
  #isLoaded = false;

  /** Made by `Channel.history`. */
  constructor(event: string, load: () => Promise<readonly Item[]>, show: (items: Item[]) => void) {
    this.#event = event;
    this.#load = load;
    this.#show = show;
  }

  get items(): Item[] {
    return [...this.#byId.values()];
  }

  /** Adds what is known before the channel tells it, such as the answer to one's own message. */
  add(item: Item): void {
    this.#byId.set(item.id, item);
    this.#news.set(item.id, item);
    this.#show(this.items);
  }

  /** Used by `Channel`: something happened on it. */
  told(event: string, data: unknown): void {
    if (event === this.#event) guarded(() => this.add(data as Item));
  }

  /** Used by `Channel`: joined, and unless `recovered` something may have been missed. */
  joined(recovered: boolean): void {
    if (!recovered || !this.#isLoaded) void this.#loadAnew();
  }

  /** Used by `Channel`: nothing more is wanted. */
  stop(): void {
    this.#retry.stop();
    this.#retry = new Retry();
  }

  /** What is loaded takes the place of what was: who was away for long may have missed more than is loaded. */
  async #loadAnew(): Promise<void> {
    this.stop();
    const retry = this.#retry;
    this.#isLoaded = false;
    this.#news.clear();
    let loaded: readonly Item[];
    try {
      loaded = await retry.answer(() => this.#ask());
    } catch {
      return;
    }
    if (retry !== this.#retry) return;
    this.#isLoaded = true;
    this.#byId = new Map(loaded.map((item) => [item.id, item]));
    for (const [id, item] of this.#news) this.#byId.set(id, item);
    guarded(() => this.#show(this.items));
  }

  async #ask(): Promise<readonly Item[]> {
    try {
      return await this.#load();
    } catch (error) {
      // Whatever it was, to show nothing for good would be worse than to ask again.
      throw new OfflineError("The history could not be loaded", { cause: error });
    }
  }
}
