import type { ChatPlace } from "./chat-widget.ts";

/** Starts the chat in the place that the bell lends. */
export function startChat(_place: ChatPlace): never {
  throw new Error("The chat is not built yet");
}
