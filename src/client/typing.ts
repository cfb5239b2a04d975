import { TYPING_REPEAT_MS, TYPING_SHOWN_MS, TYPING_SIGNAL } from "../protocol/signals.ts";
import type { Channel } from "./channel.ts";

/** Who types on a private or presence channel: the others there, and whoever uses this client. */
export class Typing {
  /** Whether somebody else types: has said so within the last two seconds. */
  others = false;
  readonly #channel: Channel;
  readonly #show: (others: boolean) => void;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** Made by `Channel.typing`. */
  constructor(channel: Channel, show: (others: boolean) => void) {
    this.#channel = channel;
    this.#show = show;
    channel.bind(TYPING_SIGNAL, () => this.#heard());
  }

  /** Something is typed here: call it upon each key. The others are told once a second at most. */
  tell(): void {
    const now = Date.now();
    if (now - this.#toldAt >= TYPING_REPEAT_MS && this.#channel.trigger(TYPING_SIGNAL)) this.#toldAt = now;
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#set(false), TYPING_SHOWN_MS);
    this.#set(true);
  }

  #set(others: boolean): void {
    this.others = others;
    this.#show(others);
  }
}
