/**
 * Signals are ephemeral: they have no `seq`, are never stored and never replayed. They travel as client events,
 * straight from one socket to the others of the channel.
 */
export const TYPING_SIGNAL = "client-typing";

/** How often a typing device repeats the signal at most, in ms. */
export const TYPING_REPEAT_MS = 1_000;
/** How long the other side shows "is typing" after the last signal, in ms. */
export const TYPING_SHOWN_MS = 2_000;
