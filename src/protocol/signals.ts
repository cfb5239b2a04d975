/**
 * Signals are ephemeral: they have no `seq`, are never stored and never replayed. They travel as client events,
 * straight from one socket to the others of the channel.
 */
export const TYPING_SIGNAL = "client-typing";

/** How often a typing device repeats the signal at most, in ms. */
export const TYPING_REPEAT_MS = 1_000;
/** How long the other side shows "is typing" after the last signal, in ms. */
export const TYPING_SHOWN_MS = 2_000;

/** Tells colleagues that a conversation is on one's screen; on the staff channel. */
export const VIEWING_SIGNAL = "client-viewing";
/** How often it is repeated, and how long the others believe it without a repeat, in ms. */
export const VIEWING_REPEAT_MS = 10_000;
export const VIEWING_SHOWN_MS = 15_000;

/** What a viewing dashboard says. Whoever hears a `hello` answers at once. */
export interface Viewing {
  name: string;
  typing: boolean;
  hello?: boolean;
}
