import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { LiveConversation } from "../../client/live-conversation.ts";
import { heldOrder } from "./held-order.ts";

/** The order of a list's rows, which stands still while somebody may be about to point at one. */
export class ListOrder {
  /** The ids as shown. The same array as before while nothing has moved. */
  readonly ids: ReadonlySignal<readonly string[]>;
  /** Whether the rows would be in another order if they were not held. */
  readonly isStale: ReadonlySignal<boolean>;
  readonly #held = signal<readonly string[] | undefined>(undefined);

  /** `latest` gives the conversations in the order of their last activity, whenever it changes. */
  constructor(latest: ReadonlySignal<readonly LiveConversation[]>) {
    const latestIds = keepSame(() => latest.value.flatMap(({ state }) => state.conversation?.id ?? []));
    this.ids = keepSame(() => {
      const held = this.#held.value;
      return held === undefined ? latestIds.value : heldOrder(held, latestIds.value);
    });
    this.isStale = computed(() => !isSame(this.ids.value, latestIds.value));
  }

  /** Keeps the rows where they are from now on. */
  hold(): void {
    this.#held.value ??= this.ids.peek();
  }

  /** Lets the rows go where they belong. */
  release(): void {
    this.#held.value = undefined;
  }
}

/** Computes a list that stays the same object while its items are the same, so that nothing renders for nothing. */
function keepSame(compute: () => readonly string[]): ReadonlySignal<readonly string[]> {
  let last: readonly string[] = [];
  return computed(() => {
    const next = compute();
    if (!isSame(last, next)) last = next;
    return last;
  });
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}
