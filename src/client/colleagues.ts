import type { Person } from "../protocol/resources.ts";
import {
  TYPING_SHOWN_MS,
  VIEWING_REPEAT_MS,
  VIEWING_SHOWN_MS,
  VIEWING_SIGNAL,
  type Viewing,
} from "../protocol/signals.ts";
import { Listeners } from "./listeners.ts";
import type { Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** A colleague who has the same conversation on their screen. */
export interface Colleague extends Person {
  typing: boolean;
}

/**
 * Who else looks at a conversation. Every dashboard that shows it says so now and then, and at once when one asks by
 * looking; a page that is hidden says nothing. Nothing of it is stored.
 */
export class Colleagues {
  /** In the order they came. */
  state: readonly Colleague[] = [];
  readonly #subscriptions: Subscriptions;
  readonly #subscription: Subscription;
  readonly #me: Person;
  readonly #listeners = new Listeners();
  /** By colleague's id: forgets them unless they are heard of again. */
  readonly #forgetting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #repeat: ReturnType<typeof setInterval>;
  #typing: ReturnType<typeof setTimeout> | undefined;

  /** On the staff channel of a conversation, where nobody else may hold a subscription of this page. */
  constructor(subscriptions: Subscriptions, channel: string, me: Person) {
    this.#subscriptions = subscriptions;
    this.#me = me;
    this.#subscription = subscriptions.subscribe(channel, {
      joined: () => this.#say({ hello: true }),
      signal: (event, data, userId) => this.#heard(event, data, userId),
      ended: () => this.#forgetAll(),
    });
    this.#repeat = setInterval(() => this.#say(), VIEWING_REPEAT_MS);
    globalThis.document?.addEventListener("visibilitychange", this.#seen);
  }

  /** Calls `listener` after each change of `state`; returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Shows that I write here. Call it upon every keystroke: it limits itself. */
  typing(): void {
    const began = this.#typing === undefined;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.#typing = undefined;
      this.#say();
    }, TYPING_SHOWN_MS);
    if (began) this.#say();
  }

  /** Says no more; the object is of no use afterwards. */
  close(): void {
    clearInterval(this.#repeat);
    clearTimeout(this.#typing);
    globalThis.document?.removeEventListener("visibilitychange", this.#seen);
    this.#listeners.clear();
    this.#forgetAll();
    this.#subscriptions.unsubscribe(this.#subscription);
  }

  readonly #seen = () => this.#say({ hello: true });

  #say(more: Partial<Viewing> = {}): void {
    if (globalThis.document?.visibilityState === "hidden") return;
    const viewing: Viewing = { name: this.#me.name, typing: this.#typing !== undefined, ...more };
    this.#subscription.signal(VIEWING_SIGNAL, viewing);
  }

  #heard(event: string, data: unknown, userId: string | undefined): void {
    // My own id is my other tab.
    if (event !== VIEWING_SIGNAL || !userId || userId === this.#me.id || !isViewing(data)) return;
    clearTimeout(this.#forgetting.get(userId));
    this.#forgetting.set(
      userId,
      setTimeout(() => this.#forget(userId), VIEWING_SHOWN_MS),
    );
    const colleague = { id: userId, name: data.name, typing: data.typing };
    const known = this.state.findIndex(({ id }) => id === userId);
    this.state = known < 0 ? [...this.state, colleague] : this.state.with(known, colleague);
    this.#listeners.tell();
    if (data.hello) this.#say();
  }

  #forget(userId: string): void {
    this.#forgetting.delete(userId);
    this.state = this.state.filter(({ id }) => id !== userId);
    this.#listeners.tell();
  }

  #forgetAll(): void {
    for (const timer of this.#forgetting.values()) clearTimeout(timer);
    this.#forgetting.clear();
    this.state = [];
    this.#listeners.tell();
  }
}

/** It comes from another page, not from the desk: anything may be in it. */
function isViewing(data: unknown): data is Viewing {
  return (
    typeof data === "object" &&
    data !== null &&
    "name" in data &&
    typeof data.name === "string" &&
    "typing" in data &&
    typeof data.typing === "boolean"
  );
}
