import type { OutsideApp } from "../protocol/resources.ts";
import { appsVersion, listApps } from "../store/apps.ts";
import type { Store } from "../store/open-store.ts";

/** The outside apps as this process knows them, kept current although another process may change them. */
export class AppRegistry {
  readonly #store: Store;
  readonly #onChange: (apps: readonly OutsideApp[]) => void;
  #version: string | undefined;
  #refreshing: Promise<void> | undefined;

  /** `onChange` is told all apps, first at the first refresh and then whenever one changed. */
  constructor(store: Store, onChange: (apps: readonly OutsideApp[]) => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  /** Looks whether anything changed: one read by primary key. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const version = await appsVersion(this.#store.db);
    if (version === this.#version) return;
    this.#onChange(await listApps(this.#store.db));
    // Read before the list: a change between the two makes one refresh too many, never one too few.
    this.#version = version;
  }
}
