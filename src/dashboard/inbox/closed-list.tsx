import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { fresh } from "../assignments.ts";
import { FailureNote, useLoaded } from "../loaded.tsx";
import { inbox, inboxState } from "../session.ts";
import { ConversationList, ListEmpty, ListSkeleton } from "./conversation-list.tsx";

/** The conversations that I resolved. */
export function ClosedList({ openId }: { openId: string | undefined }): JSX.Element {
  return inboxState.value?.phase === "ready" ? <LoadedList openId={openId} /> : <ListSkeleton />;
}

function LoadedList({ openId }: { openId: string | undefined }): JSX.Element {
  const { loaded, reload } = useLoaded(async () => (await inbox.value?.closed()) ?? []);
  const conversations = useComputed(() => {
    // One that is opened again leaves this list the moment it does.
    void inboxState.value;
    const known = loaded.value.phase === "ready" ? loaded.value.value : [];
    return known.filter(({ state }) => state.conversation?.status === "closed");
  });
  if (loaded.value.phase === "loading") return <ListSkeleton />;
  if (loaded.value.phase === "failed")
    return <FailureNote problem={loaded.value.problem} onRetry={() => void reload()} />;
  if (conversations.value.length === 0)
    return (
      <ListEmpty title="Nothing here yet">
        <p>Conversations that you resolve are kept here.</p>
      </ListEmpty>
    );
  return <ConversationList conversations={conversations} status="closed" openId={openId} fresh={fresh} />;
}
