import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { fresh } from "../assignments.ts";
import { FailureNote, useLoaded } from "../loaded.tsx";
import { inbox, inboxState } from "../session.ts";
import { ConversationList, ListEmpty, ListSkeleton } from "./conversation-list.tsx";

export interface KeptListProps {
  status: "snoozed" | "closed";
  openId: string | undefined;
}

const EMPTY = {
  snoozed: {
    title: "Nothing sleeps",
    sentence: "Conversations that you snooze rest here until their time comes or the customer writes.",
  },
  closed: { title: "Nothing here yet", sentence: "Conversations that you resolve are kept here." },
};

/** Conversations of mine that are not open. Give each status its own `key`. */
export function KeptList(props: KeptListProps): JSX.Element {
  return inboxState.value?.phase === "ready" ? <LoadedList {...props} /> : <ListSkeleton />;
}

function LoadedList({ status, openId }: KeptListProps): JSX.Element {
  const { loaded, reload } = useLoaded(async () => inbox.value?.load(status));
  const conversations = useComputed(() => {
    // One that is opened again leaves this list the moment it does.
    void inboxState.value;
    return inbox.value?.known(status) ?? [];
  });
  if (loaded.value.phase === "loading") return <ListSkeleton />;
  if (loaded.value.phase === "failed")
    return <FailureNote problem={loaded.value.problem} onRetry={() => void reload()} />;
  if (conversations.value.length === 0)
    return (
      <ListEmpty title={EMPTY[status].title}>
        <p>{EMPTY[status].sentence}</p>
      </ListEmpty>
    );
  return <ConversationList conversations={conversations} list={status} openId={openId} fresh={fresh} />;
}
