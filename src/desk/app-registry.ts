import type { OutsideApp } from "../protocol/resources.ts";
import { appsVersion, listApps } from "../store/apps.ts";
import type { Store } from "../store/open-store.ts";

/** The outside apps as this process knows them, kept current although another process may change them. */
export class AppRegistry {
  readonly #store: Store;
  #onChange: (apps: readonly OutsideApp[]) => void = () => {};
  #version: string | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** `onChange` is told all apps now, and again whenever one of them changed. */
  async follow(onChange: (apps: readonly OutsideApp[]) => void): Promise<void> {
    this.#onChange = onChange;
    this.#version = undefined;
    await this.refresh();
  }

  /** Looks whether anything changed, which is one read by primary key. What was committed before is told after. */
  async refresh(): Promise<void> {
    // One that is under way may have looked too early.
    await this.#refreshing?.catch(() => {});
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  async #look(): Promise<void> {
    const version = await appsVersion(this.#store.db);
    if (version === this.#version) return;
    this.#onChange(await listApps(this.#store.db));
    // Read before the list: a change between the two makes one refresh too many, never one too few.
    this.#version = version;
  }
}
