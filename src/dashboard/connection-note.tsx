import type { JSX } from "preact";
import type { LiveConversation } from "../client/live-conversation.ts";
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
  const { connection, conversations } = state;
  const unsent = connection === "connected" ? 0 : unsentCount(conversations);
  return (
    <p class="live-note" data-state={connection} role="status">
      <span class="dot" aria-hidden="true" />
      <span class="live-words">
        {WORDS[connection]}
        {unsent > 0 && ` · ${unsent} unsent`}
      </span>
    </p>
  );
}

function unsentCount(conversations: readonly LiveConversation[]): number {
  return conversations.reduce((sum, { state }) => sum + state.pending.length, 0);
}
