import type { JSX } from "preact";
import type { SocketState } from "../client/socket.ts";
import { inboxState } from "./session.ts";

const WORDS: Record<SocketState, string> = {
  idle: "Not connected",
  connecting: "Connecting…",
  connected: "Live",
  waiting: "Reconnecting…",
  offline: "Offline",
  refused: "Refused",
};

/** A dot and a word on whether what one sees is live. */
export function ConnectionNote(): JSX.Element | null {
  const state = inboxState.value;
  if (state === undefined || state.phase === "failed") return null;
  const { connection } = state;
  return (
    <p class="live-note" data-state={connection} role="status">
      <span class="dot" aria-hidden="true" />
      <span class="live-words">{WORDS[connection]}</span>
    </p>
  );
}
