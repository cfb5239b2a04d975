/** Within so many px of an end, one is at that end. */
const END_PX = 32;
const START_PX = 160;

/** Keeps a log's scroll position where its reader wants it while content and size change. */
export class ScrollKeeper {
  /** The newest message is in view. */
  atEnd = true;
  #log: HTMLElement | null = null;
  #top = 0;
  #fromEnd = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** A window, a keyboard on the screen or a growing field beside the log must not push the newest message out. */
  readonly #resized = new ResizeObserver(() => this.#hold());

  /** Takes over a log, or lets go of it with `null`. */
  attach(log: HTMLElement | null): void {
    this.#resized.disconnect();
    this.#log = log;
    if (!log) return;
    this.#resized.observe(log);
    if (log.firstElementChild) this.#resized.observe(log.firstElementChild);
  }

  /** The oldest message is near. */
  get atStart(): boolean {
    return this.#log !== null && this.#log.scrollTop < START_PX;
  }

  /** To be called upon every scroll event. */
  scrolled(): void {
    const log = this.#log;
    // A log that is not shown has no size and reports the top.
    if (!log || log.clientHeight === 0) return;
    this.#top = log.scrollTop;
    this.#fromEnd = log.scrollHeight - log.scrollTop;
    this.atEnd = this.#fromEnd - log.clientHeight < END_PX;
  }

  toEnd(smoothly = false): void {
    this.#scrollTo(this.#log?.scrollHeight ?? 0, smoothly && !prefersStillness());
  }

  /** After content was put in before what is read: puts what is read back in its place. */
  keepFromEnd(): void {
    const log = this.#log;
    if (log) this.#scrollTo(log.scrollHeight - this.#fromEnd);
  }

  /** After the log was taken out of the page and put back, which loses the position. */
  restore(): void {
    if (this.atEnd) this.toEnd();
    else this.#scrollTo(this.#top);
  }

  /** Makes additions of the next moment unannounced. */
  silence(ms: number): void {
    const log = this.#log;
    if (!log) return;
    log.ariaLive = "off";
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      log.ariaLive = "polite";
    }, ms);
  }

  #hold(): void {
    if (this.atEnd) this.toEnd();
  }

  #scrollTo(top: number, smoothly = false): void {
    this.#log?.scrollTo({ top, behavior: smoothly ? "smooth" : "instant" });
    if (!smoothly) this.scrolled();
  }
}

function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
