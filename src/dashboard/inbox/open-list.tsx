import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { fresh } from "../assignments.ts";
import { inboxState } from "../session.ts";
import { ConversationList, ListEmpty, ListSkeleton } from "./conversation-list.tsx";

/** The conversations that wait for me or that I am in. */
export function OpenList({ openId }: { openId: string | undefined }): JSX.Element {
  const conversations = useComputed(() => inboxState.value?.conversations ?? []);
  if (inboxState.value?.phase !== "ready") return <ListSkeleton />;
  if (conversations.value.length === 0)
    return (
      <ListEmpty title="No open conversations">
        <p>New ones appear here by themselves.</p>
      </ListEmpty>
    );
  return <ConversationList conversations={conversations} list="open" openId={openId} fresh={fresh} />;
}
