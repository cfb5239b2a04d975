// What the tabs of one browser agree upon, by locks that end with the tab that holds them, however it ends.

/** Asks to be the one tab that does something: whoever asked first is it, until it goes. */
export class Leadership {
  /** Whether this tab is the one. Where the browser has no locks each tab is. */
  isMine = false;
  #end = () => {};

  constructor(name: string) {
    if (!("locks" in navigator)) {
      this.isMine = true;
      return;
    }
    const given = new AbortController();
    const ended = new Promise<void>((resolve) => {
      this.#end = () => {
        given.abort();
        resolve();
      };
    });
    const lead = () => {
      this.isMine = true;
      return ended;
    };
    // Ending before one's turn came is no fault.
    navigator.locks.request(name, { signal: given.signal }, lead).catch(() => {});
  }

  end(): void {
    this.isMine = false;
    this.#end();
  }
}

/** What this tab has before its agent, for other tabs to know. */
export class Watching {
  #names: readonly string[] = [];
  #end = () => {};

  /** Says so, instead of what was said before. */
  say(names: readonly string[]): void {
    if (!("locks" in navigator) || names.join() === this.#names.join()) return;
    this.#end();
    this.#names = names;
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    for (const name of names) void navigator.locks.request(name, { mode: "shared" }, () => ended);
  }
}

/** Whether any tab has said so. */
export async function isWatched(name: string): Promise<boolean> {
  if (!("locks" in navigator)) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some((lock) => lock.name === name);
}
