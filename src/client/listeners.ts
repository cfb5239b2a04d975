/** Those who want to be told of changes. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  /** Returns a function that takes the listener off again. */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    this.#listeners.clear();
  }
}
