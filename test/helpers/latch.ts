/** Things that wait until they are let go, in whatever order: the latencies of a world that the test directs. */
export class Latch {
  readonly #waiting: (() => void)[] = [];
  open = false;

  get size(): number {
    return this.#waiting.length;
  }

  /** Waits to be let go; not at all while the latch is open. */
  wait(): Promise<void> {
    if (this.open) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets one go, picked by any number. */
  release(pick: number): void {
    const [chosen] = this.#waiting.splice(pick % Math.max(1, this.#waiting.length), 1);
    chosen?.();
  }

  /** Lets everybody go, and everybody who comes. */
  releaseAll(): void {
    this.open = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}
