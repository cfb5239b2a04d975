import type { JSX } from "preact";
import { FailureNote, useLoaded } from "../loaded.tsx";
import { inboxAddress } from "../route.ts";
import { inbox, inboxState } from "../session.ts";
import { QuietPanel } from "./quiet-panel.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";

/** What stands in the thread's place while no conversation does: none chosen, none there, or not one of mine. */
export function ThreadPlaceholder({ conversationId }: { conversationId: string | undefined }): JSX.Element {
  const state = inboxState.value;
  if (state?.phase !== "ready") return <ThreadSkeleton />;
  if (conversationId !== undefined) return <AbsentConversation />;
  if (state.conversations.length === 0) return <QuietPanel />;
  return (
    <div class="quiet">
      <h2>Choose a conversation</h2>
      <p class="quiet-keys">
        <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> opens, <kbd>?</kbd> shows all keys
      </p>
    </div>
  );
}

/** An address may name a closed conversation, which is known only after the closed ones were loaded. */
function AbsentConversation(): JSX.Element {
  const { loaded, reload } = useLoaded(async () => (await inbox.value?.closed()) ?? []);
  if (loaded.value.phase === "loading") return <ThreadSkeleton />;
  if (loaded.value.phase === "failed")
    return <FailureNote problem={loaded.value.problem} onRetry={() => void reload()} />;
  return (
    <div class="quiet">
      <h2>Not with you</h2>
      <p>This conversation does not exist, or a colleague has it now.</p>
      <a class="button button-quiet" href={inboxAddress("open")}>
        To the inbox
      </a>
    </div>
  );
}
