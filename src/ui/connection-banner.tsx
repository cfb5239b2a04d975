import type { SocketState } from "../client/socket.ts";
import { OfflineIcon } from "./icons.tsx";

const SENTENCES: Partial<Record<SocketState, string>> = {
  connecting: "Connecting…",
  waiting: "Connection lost. Trying again…",
  offline: "You are offline. What you write is sent once you are back.",
  refused: "The connection was refused. Reload the page to try again.",
};

/**
 * Says so when messages can't arrive just now; empty otherwise. The stylesheet shows it after a moment only, so that
 * a connection that is quick does not flash.
 */
export function ConnectionBanner({ connection }: { connection: SocketState }) {
  const sentence = SENTENCES[connection];
  return (
    <div class="connection" role="status">
      {sentence && (
        <p class={`connection-text connection-${connection}`}>
          <OfflineIcon /> {sentence}
        </p>
      )}
    </div>
  );
}
