import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Look } from "../../client/look.ts";
import type { Conversation } from "../../protocol/resources.ts";
import { ConnectionBanner } from "../../ui/connection-banner.tsx";
import { noLongerFresh } from "../assignments.ts";
import { usePageTitle } from "../page-title.ts";
import { inboxAddress, type ListName } from "../route.ts";
import { navigate } from "../router.ts";
import { inbox, inboxState, me } from "../session.ts";
import { useShortcuts } from "../shortcuts.ts";
import { ConversationCard } from "./conversation-card.tsx";
import { DetailsPane } from "./details-pane.tsx";
import { KeptList } from "./kept-list.tsx";
import { ListTabs } from "./list-tabs.tsx";
import { LIST_TITLES } from "./list-titles.ts";
import { LookThread } from "./look-thread.tsx";
import { OpenList } from "./open-list.tsx";
import { QueueList } from "./queue-list.tsx";
import { toggleResolution } from "./resolution.ts";
import { focusedRow, focusRow, stepThroughRows } from "./row-focus.ts";
import { takeFromQueue } from "./taking.ts";
import { Thread } from "./thread.tsx";
import { wakeConversation } from "./thread-deeds.ts";
import { ThreadPlaceholder } from "./thread-placeholder.tsx";
import { openSheet, ThreadSheets } from "./thread-sheets.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";

export interface InboxScreenProps {
  list: ListName;
  conversationId: string | undefined;
}

const PAGE_TITLES: Record<ListName, string> = {
  open: "Inbox",
  queue: "Queue",
  snoozed: "Snoozed",
  closed: "Closed",
};

/** Three panes: the list, the conversation that is open, and who it is with. A phone shows one at a time. */
export function InboxScreen({ list, conversationId }: InboxScreenProps): JSX.Element {
  const state = inboxState.value;
  const live = conversationId === undefined ? undefined : inbox.value?.conversation(conversationId);
  const mine = live?.state.conversation ?? undefined;
  const looked = useSignal<Look | undefined>(undefined);
  const lookChanges = useSignal(0);
  const look = live === undefined && looked.value?.id === conversationId ? looked.value : undefined;
  void lookChanges.value;
  const conversation = mine ?? look?.state.conversation ?? undefined;
  const field = useRef<HTMLTextAreaElement>(null);
  const thread = useRef<HTMLElement>(null);
  const shownBefore = useRef(conversationId);
  const detailsShown = useSignal(false);
  usePageTitle(conversation?.customer.name ?? PAGE_TITLES[list]);

  useEffect(
    () =>
      looked.value?.onChange(() => {
        lookChanges.value++;
      }),
    [looked.value],
  );
  useEffect(() => {
    detailsShown.value = false;
    if (conversationId !== undefined) noLongerFresh(conversationId);
  }, [conversationId]);
  useEffect(() => {
    // Where one pane takes the other's place, the focus goes along; where both are seen it stays.
    const before = shownBefore.current;
    shownBefore.current = conversationId;
    if (before === conversationId || document.activeElement !== document.body) return;
    if (conversationId === undefined) focusRow(before);
    else thread.current?.focus();
  }, [conversationId]);

  useShortcuts({
    next: (event) => stepThroughRows(1, event),
    previous: (event) => stepThroughRows(-1, event),
    reply: () => field.current?.focus(),
    resolve: () => void (mine && toggleResolution(mine)),
    take: () => {
      const id = list === "queue" ? (focusedRow() ?? conversationId) : conversationId;
      return mine === undefined && id !== undefined && takeFromQueue(id, conversation);
    },
    handOver: () => openFor("hand-over", me.value?.role === "admin" ? conversation : mine),
    snooze: () => {
      if (mine?.status !== "snoozed") return openFor("snooze", mine);
      void wakeConversation(mine);
      return true;
    },
    labels: () => openFor("labels", mine ?? conversation),
    back: () => {
      if (detailsShown.value) detailsShown.value = false;
      else if (document.activeElement === field.current && focusRow(conversationId)) return;
      else if (conversationId !== undefined) navigate(inboxAddress(list));
    },
  });
  const pane = {
    detailsShown: detailsShown.value,
    onDetails: () => {
      detailsShown.value = !detailsShown.value;
    },
  };

  return (
    <main class="inbox" id="main" tabIndex={-1} data-pane={paneOf(list, conversationId)}>
      <h1 class="only-heard">{list === "open" ? "Inbox" : LIST_TITLES[list]}</h1>
      <section class="list-pane" aria-label={LIST_TITLES[list]}>
        <ListTabs list={list} />
        <List key={list} list={list} openId={conversationId} />
      </section>
      <section ref={thread} class="thread-pane" id="thread" tabIndex={-1} aria-label="Conversation">
        {/* Before that, the skeletons say that something is under way. */}
        <ConnectionBanner connection={state?.phase === "ready" ? state.connection : "connected"} />
        {live !== undefined && mine !== undefined ? (
          <Thread key={mine.id} live={live} listed={list} fieldRef={field} {...pane} />
        ) : live !== undefined ? (
          <ThreadSkeleton />
        ) : look !== undefined ? (
          <LookThread key={look.id} look={look} listed={list} {...pane} />
        ) : (
          <ThreadPlaceholder
            key={conversationId}
            list={list}
            conversationId={conversationId}
            onLook={(found) => {
              looked.value = found;
            }}
          />
        )}
      </section>
      {conversation !== undefined && (
        <DetailsPane
          shown={detailsShown.value}
          onClose={() => {
            detailsShown.value = false;
          }}
        >
          <ConversationCard key={conversation.id} conversation={conversation} />
        </DetailsPane>
      )}
      <ThreadSheets conversation={conversation} />
    </main>
  );
}

function List({ list, openId }: { list: ListName; openId: string | undefined }): JSX.Element {
  if (list === "open") return <OpenList openId={openId} />;
  if (list === "queue") return <QueueList openId={openId} />;
  return <KeptList status={list} openId={openId} />;
}

/** Leaves the key alone where there is nothing to do it to. */
function openFor(kind: "hand-over" | "snooze" | "labels", conversation: Conversation | undefined): boolean {
  if (conversation === undefined || conversation.status === "closed") return false;
  openSheet(kind, conversation.id);
  return true;
}

/** Which pane a phone shows. An empty inbox is told better by the quiet panel than by an empty list. */
function paneOf(list: ListName, conversationId: string | undefined): "list" | "thread" | "quiet" {
  const state = inboxState.value;
  if (conversationId !== undefined) return "thread";
  const isQuiet = list === "open" && state?.phase === "ready" && state.conversations.length === 0;
  return isQuiet ? "quiet" : "list";
}
