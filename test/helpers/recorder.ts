/** What came, in order, for tests to wait on. */
export class Recorder<T> {
  readonly items: T[] = [];
  #taken = 0;
  #changed = Promise.withResolvers<void>();

  push(item: T): void {
    this.items.push(item);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** The next one that the test has not taken yet. */
  async next(): Promise<T> {
    await this.until(() => this.items.length > this.#taken);
    return this.items[this.#taken++] as T;
  }

  /** The next one that fits; those before it are passed over. */
  async find(fits: (item: T) => boolean): Promise<T> {
    for (;;) {
      const item = await this.next();
      if (fits(item)) return item;
    }
  }

  /** Waits until what came satisfies `isEnough`. */
  async until(isEnough: (items: readonly T[]) => boolean): Promise<void> {
    while (!isEnough(this.items)) await this.#changed.promise;
  }

  /** What the test has not taken. */
  get rest(): readonly T[] {
    return this.items.slice(this.#taken);
  }
}
