import { TIMESTAMP_WINDOW_S } from "./signed-request.ts";

/**
 * How long an answer is remembered: as long as a signed request can be repeated. One that was signed ten minutes ahead of our
 * clock is believed now and for twenty minutes more.
 */
const REMEMBERED_MS = 2 * TIMESTAMP_WINDOW_S * 1000;
/** How many answers are remembered at most, and how long they are together; the oldest is forgotten first. */
const REMEMBERED_MAX = 100_000;
const REMEMBERED_MAX_CODE_UNITS = 16 * 1024 * 1024;

/** Answers of publications that came with a key of their own, so that a repeat publishes nothing. */
export class Idempotency {
  readonly #now: () => number;
  /** By app and key, the oldest first. */
  readonly #answers = new Map<string, { body: string; at: number }>();
  #codeUnits = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many answers are remembered. */
  get size(): number {
    return this.#answers.size;
  }

  /** The answer that was given before, if this app used this key lately. */
  recall(appId: string, key: string): string | undefined {
    const known = this.#answers.get(keyOf(appId, key));
    return known && this.#now() - known.at <= REMEMBERED_MS ? known.body : undefined;
  }

  remember(appId: string, key: string, body: string): void {
    const name = keyOf(appId, key);
    // Behind all others, also when it was there before and had aged.
    this.#forget(name);
    this.#answers.set(name, { body, at: this.#now() });
    this.#codeUnits += name.length + body.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= REMEMBERED_MAX && this.#codeUnits <= REMEMBERED_MAX_CODE_UNITS) return;
      this.#forget(oldest);
    }
  }

  /** Forgets what is too old to be repeated. */
  sweep(): void {
    const since = this.#now() - REMEMBERED_MS;
    for (const [name, { at }] of this.#answers) {
      if (at >= since) return; // In the order of time, so those that follow are younger.
      this.#forget(name);
    }
  }

  #forget(name: string): void {
    const known = this.#answers.get(name);
    if (!known) return;
    this.#answers.delete(name);
    this.#codeUnits -= name.length + known.body.length;
  }
}

/** An app's id has no colon, so the pair reads one way only. */
function keyOf(appId: string, key: string): string {
  return `${appId}:${key}`;
}
