import type { JSX } from "preact";
import type { Look } from "../../client/look.ts";
import type { ListName } from "../route.ts";
import { inboxState, queueState } from "../session.ts";
import { AbsentConversation } from "./absent-conversation.tsx";
import { QuietPanel } from "./quiet-panel.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";

export interface ThreadPlaceholderProps {
  list: ListName;
  conversationId: string | undefined;
  onLook: (look: Look) => void;
}

/** What stands in the thread's place while no conversation does: none chosen, none there, or not one of mine. */
export function ThreadPlaceholder({ list, conversationId, onLook }: ThreadPlaceholderProps): JSX.Element {
  const state = inboxState.value;
  if (state?.phase !== "ready") return <ThreadSkeleton />;
  if (conversationId !== undefined) return <AbsentConversation id={conversationId} onLook={onLook} />;
  if (list === "open" && state.conversations.length === 0) return <QuietPanel />;
  if (list === "queue" && queueState.value.total === 0)
    return (
      <div class="quiet">
        <h2>Everybody is looked after</h2>
        <p>New conversations go to whoever is there and has room; only the rest waits here.</p>
      </div>
    );
  return (
    <div class="quiet">
      <h2>Choose a conversation</h2>
      <p class="quiet-keys">
        <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> opens,{" "}
        {list === "queue" && (
          <>
            <kbd>t</kbd> takes,{" "}
          </>
        )}
        <kbd>?</kbd> shows all keys
      </p>
    </div>
  );
}
