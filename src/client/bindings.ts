import { guarded } from "./guarded.ts";

/** What comes with an event's data. */
export interface EventMeta {
  /** Told to listeners of the client, which hear of all channels. */
  channel?: string;
  /** Of a client event on a presence or private channel: the sender, as the server verified it. */
  userId?: string | undefined;
  /** The event's number, on channels that count. */
  seq?: number | undefined;
}

/** Takes an event. Written as a method so that it may name the shape that its `data` is known to have. */
export type EventListener = { bivarianceHack(data: unknown, meta: EventMeta): void }["bivarianceHack"];
/** Takes every event. */
export type GlobalListener = {
  bivarianceHack(event: string, data: unknown, meta: EventMeta): void;
}["bivarianceHack"];

/** Something whose events one can listen to. */
export class Bindings {
  readonly #byEvent = new Map<string, Set<EventListener>>();
  readonly #global = new Set<GlobalListener>();

  /** Calls `listener` with the data of every such event. */
  bind(event: string, listener: EventListener): this {
    const listeners = this.#byEvent.get(event) ?? new Set();
    this.#byEvent.set(event, listeners.add(listener));
    return this;
  }

  /** Without a listener all of the event's, without an event that listener everywhere, without both all. */
  unbind(event?: string, listener?: EventListener): this {
    for (const [name, listeners] of this.#byEvent) {
      if (event !== undefined && name !== event) continue;
      if (listener) listeners.delete(listener);
      else listeners.clear();
      if (listeners.size === 0) this.#byEvent.delete(name);
    }
    return this;
  }

  /** Calls `listener` with the name and the data of every event. */
  bindGlobal(listener: GlobalListener): this {
    this.#global.add(listener);
    return this;
  }

  /** Without a listener all of them. */
  unbindGlobal(listener?: GlobalListener): this {
    if (listener) this.#global.delete(listener);
    else this.#global.clear();
    return this;
  }

  /** Tells everybody who listens now. One that throws keeps nothing from the others; its error is reported as uncaught. */
  protected emit(event: string, data: unknown, meta: EventMeta = {}): void {
    for (const listener of new Set(this.#global)) guarded(() => listener(event, data, meta));
    for (const listener of new Set(this.#byEvent.get(event))) guarded(() => listener(data, meta));
  }
}
