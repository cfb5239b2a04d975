/** An event that was published and is kept for those who come back. */
export interface Kept {
  readonly seq: number;
  readonly event: string;
  readonly data: string;
  /** When it was published, in milliseconds of the engine's clock. */
  readonly at: number;
}

/** The last events of one channel. Numbers go on for as long as it exists, whatever is still kept. */
export class History {
  #entries: Kept[] = [];
  #top: number;
  #bytes = 0;

  /** @param base the number before the first. */
  constructor(base: number) {
    this.#top = base;
  }

  get top(): number {
    return this.#top;
  }

  /** Roughly, in UTF-16 code units. */
  get size(): number {
    return this.#bytes;
  }

  /** When something was last kept; undefined when nothing is. */
  get newestAt(): number | undefined {
    return this.#entries.at(-1)?.at;
  }

  get nextSeq(): number {
    return this.#top + 1;
  }

  /** Keeps an event under the next number. */
  keep(event: string, data: string, at: number): number {
    this.#top += 1;
    this.#entries.push({ seq: this.#top, event, data, at });
    this.#bytes += event.length + data.length;
    return this.#top;
  }

  /** Forgets all but the last `count` events, and those from before `since`. */
  trim(count: number, since: number): void {
    let old = Math.max(0, this.#entries.length - count);
    while (old < this.#entries.length && (this.#entries[old]?.at ?? since) < since) old += 1;
    for (const { event, data } of this.#entries.splice(0, old)) this.#bytes -= event.length + data.length;
  }

  /** Forgets all events; the numbers go on. */
  forget(): void {
    this.#entries = [];
    this.#bytes = 0;
  }

  /** All events after `seq`; undefined when one of them is forgotten, or when the number is none of this channel's. */
  after(seq: number): readonly Kept[] | undefined {
    const missed = this.#top - seq;
    if (missed < 0 || missed > this.#entries.length) return undefined;
    return missed === 0 ? [] : this.#entries.slice(-missed);
  }
}
