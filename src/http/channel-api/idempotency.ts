import { TIMESTAMP_WINDOW_S } from "./signed-request.ts";

/**
 * How long an answer is remembered: as long as a signed request can be repeated. One that was signed ten minutes ahead of our
 * clock is believed now and for twenty minutes more.
 */
const REMEMBERED_MS = 2 * TIMESTAMP_WINDOW_S * 1000;
/** How many answers are remembered at most, some 30 MB of them; the oldest is forgotten first. */
const REMEMBERED_MAX = 100_000;

/** Answers of publications that came with a key of their own, so that a repeat publishes nothing. */
export class Idempotency {
  readonly #now: () => number;
  /** By app and key, the oldest first. */
  readonly #answers = new Map<string, { body: string; at: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The answer that was given before, if this app used this key lately. */
  recall(appId: string, key: string): string | undefined {
    const known = this.#answers.get(keyOf(appId, key));
    return known && this.#now() - known.at <= REMEMBERED_MS ? known.body : undefined;
  }

  remember(appId: string, key: string, body: string): void {
    const now = this.#now();
    this.#answers.delete(keyOf(appId, key));
    this.#answers.set(keyOf(appId, key), { body, at: now });
    for (const [oldest, { at }] of this.#answers) {
      if (this.#answers.size <= REMEMBERED_MAX && now - at <= REMEMBERED_MS) return;
      this.#answers.delete(oldest);
    }
  }
}

/** An app's id has no colon, so the pair reads one way only. */
function keyOf(appId: string, key: string): string {
  return `${appId}:${key}`;
}
