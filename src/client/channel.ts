import { channelKind } from "../protocol/channels.ts";
import type { Position } from "../protocol/resources.ts";
import { Bindings, type EventMeta, type GlobalListener } from "./bindings.ts";
import { History, type Kept } from "./history.ts";
import { Members } from "./members.ts";
import type { Subscriber, Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { Typing } from "./typing.ts";

/**
 * A channel as a program follows it. Besides the app's own events it emits `realtime:subscription_succeeded` with
 * `{recovered}` (on presence channels the `Members`), `realtime:subscription_error` with `{status}`,
 * `realtime:unsubscribed` when the server took the channel away, `realtime:member_added` and `realtime:member_removed`
 * with the `Member`, `realtime:subscription_count` and `realtime:cache_miss`.
 */
export class Channel extends Bindings {
  readonly name: string;
  /** Who is there, on presence channels; empty on others. */
  readonly members = new Members();
  /** True between joining and the loss of the connection or of the channel. */
  subscribed = false;
  readonly #everywhere: GlobalListener;
  readonly #histories: Pick<History<Kept>, "told" | "joined" | "stop">[] = [];
  #subscription: Subscription | undefined;

  /** Made by `Client.subscribe`; `everywhere` is told every event too. */
  constructor(name: string, everywhere: GlobalListener) {
    super();
    this.name = name;
    this.#everywhere = everywhere;
  }

  /** The last number seen, with its epoch, on channels that count: kept, it is where a later visit may go on from. */
  get position(): Position | undefined {
    return this.#subscription?.position;
  }

  /**
   * Sends a client event to the others on a private or presence channel. False when it is not subscribed just now: the
   * event is then lost, as it is whenever somebody is not there to hear it. Throws for names without `client-`.
   */
  trigger(event: string, data: unknown = {}): boolean {
    if (!event.startsWith("client-"))
      throw new Error(
        `Name the event client-…: the server relays nothing else from browsers, so not ${event}`,
      );
    return this.#subscription?.signal(event, data) ?? false;
  }

  /**
   * Keeps what `event` tells, with all that `load` brings from the backend, and calls `show` after each change: in order,
   * each once, by their ids. It is loaded when the channel is joined, and again when something may have been missed; a
   * `load` that rejects is repeated. No gap lies between what was loaded and what is told.
   */
  history<Item extends Kept>(
    event: string,
    load: () => Promise<readonly Item[]>,
    show: (items: Item[]) => void,
  ): History<Item> {
    const history = new History(event, load, show);
    this.#histories.push(history);
    if (this.subscribed) history.joined(false);
    return history;
  }

  /** Tells `show` when somebody else types, on a private or presence channel, and when they have stopped. */
  typing(show: (others: boolean) => void): Typing {
    return new Typing(this, show);
  }

  /** Used by `Client`: begins to follow. */
  follow(subscription: Subscription): void {
    this.#subscription = subscription;
  }

  /** Used by `Client`: the connection is gone, and the subscription until it is made anew. */
  lost(): void {
    this.subscribed = false;
  }

  /** Used by `Client`: stops following, for good. */
  leave(subscriptions: Subscriptions): void {
    if (this.#subscription) subscriptions.unsubscribe(this.#subscription);
    this.#over();
  }

  /** Used by `Client`: who we are here, as the backend has signed it. */
  signedAs(channelData: string | undefined): void {
    try {
      const { user_id: id }: { user_id?: string | number } = JSON.parse(channelData ?? "{}");
      this.members.myId = id === undefined ? undefined : String(id);
    } catch {
      // The server will say what is wrong with it.
    }
  }

  /** Used by `Client`: what the subscription tells. `ended` is told when it is over for good. */
  subscriber(ended: () => void): Subscriber {
    const isPresence = channelKind(this.name) === "presence";
    return {
      event: (event, data, seq) => {
        if (event === "realtime:member_added" || event === "realtime:member_removed")
          this.#moved(event, data);
        else this.emit(event, data, { seq });
        for (const history of this.#histories) history.told(event, data);
      },
      signal: (event, data, userId) => this.emit(event, data, { userId }),
      joined: (recovered, { presence }) => {
        this.subscribed = true;
        for (const history of this.#histories) history.joined(recovered);
        if (isPresence && isSnapshot(presence)) this.members.begin(presence.hash);
        this.emit("realtime:subscription_succeeded", isPresence ? this.members : { recovered });
      },
      ended: (status) => {
        const event = this.subscribed ? "realtime:unsubscribed" : "realtime:subscription_error";
        this.#over();
        ended();
        this.emit(event, { status });
      },
    };
  }

  #over(): void {
    this.subscribed = false;
    for (const history of this.#histories) history.stop();
  }

  #moved(event: string, data: unknown): void {
    if (!isMovement(data)) return;
    const id = String(data.user_id);
    const member =
      event === "realtime:member_added" ? this.members.add(id, data.user_info) : this.members.remove(id);
    if (member) this.emit(event, member);
  }

  protected override emit(event: string, data: unknown, meta: EventMeta = {}): void {
    super.emit(event, data, meta);
    this.#everywhere(event, data, { ...meta, channel: this.name });
  }
}

function isSnapshot(data: unknown): data is { hash: Record<string, unknown> } {
  return typeof data === "object" && data !== null && "hash" in data && typeof data.hash === "object";
}

function isMovement(data: unknown): data is { user_id: string | number; user_info?: unknown } {
  return typeof data === "object" && data !== null && "user_id" in data;
}
