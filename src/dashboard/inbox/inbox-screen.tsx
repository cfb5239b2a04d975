import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConversationStatus } from "../../protocol/resources.ts";
import { ConnectionBanner } from "../../ui/connection-banner.tsx";
import { noLongerFresh } from "../assignments.ts";
import { usePageTitle } from "../page-title.ts";
import { inboxAddress } from "../route.ts";
import { navigate } from "../router.ts";
import { inbox, inboxState } from "../session.ts";
import { useShortcuts } from "../shortcuts.ts";
import { ClosedList } from "./closed-list.tsx";
import { ConversationCard } from "./conversation-card.tsx";
import { DetailsPane } from "./details-pane.tsx";
import { OpenList } from "./open-list.tsx";
import { toggleResolution } from "./resolution.ts";
import { focusRow, stepThroughRows } from "./row-focus.ts";
import { Thread } from "./thread.tsx";
import { ThreadPlaceholder } from "./thread-placeholder.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";

export interface InboxScreenProps {
  status: ConversationStatus;
  conversationId: string | undefined;
}

/** Three panes: the list, the conversation that is open, and who it is with. A phone shows one at a time. */
export function InboxScreen({ status, conversationId }: InboxScreenProps): JSX.Element {
  const state = inboxState.value;
  const live = conversationId === undefined ? undefined : inbox.value?.conversation(conversationId);
  const conversation = live?.state.conversation ?? undefined;
  const field = useRef<HTMLTextAreaElement>(null);
  const thread = useRef<HTMLElement>(null);
  const shownBefore = useRef(conversationId);
  const detailsShown = useSignal(false);
  usePageTitle(conversation?.customer.name ?? (status === "open" ? "Inbox" : "Closed"));

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
    resolve: () => void (conversation && toggleResolution(conversation)),
    back: () => {
      if (detailsShown.value) detailsShown.value = false;
      else if (document.activeElement === field.current && focusRow(conversationId)) return;
      else if (conversationId !== undefined) navigate(inboxAddress(status));
    },
  });

  return (
    <main class="inbox" id="main" tabIndex={-1} data-pane={paneOf(status, conversationId)}>
      <h1 class="only-heard">{status === "open" ? "Inbox" : "Closed conversations"}</h1>
      <section
        class="list-pane"
        aria-label={status === "open" ? "Open conversations" : "Closed conversations"}
      >
        {status === "open" ? <OpenList openId={conversationId} /> : <ClosedList openId={conversationId} />}
      </section>
      <section ref={thread} class="thread-pane" id="thread" tabIndex={-1} aria-label="Conversation">
        {/* Before that, the skeletons say that something is under way. */}
        <ConnectionBanner connection={state?.phase === "ready" ? state.connection : "connected"} />
        {live !== undefined && conversation !== undefined ? (
          <Thread
            key={conversation.id}
            live={live}
            listed={status}
            fieldRef={field}
            detailsShown={detailsShown.value}
            onDetails={() => {
              detailsShown.value = !detailsShown.value;
            }}
          />
        ) : live !== undefined ? (
          <ThreadSkeleton />
        ) : (
          <ThreadPlaceholder key={conversationId} conversationId={conversationId} />
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
    </main>
  );
}

/** Which pane a phone shows. An empty inbox is told better by the quiet panel than by an empty list. */
function paneOf(status: ConversationStatus, conversationId: string | undefined): "list" | "thread" {
  const state = inboxState.value;
  const isQuiet = status === "open" && state?.phase === "ready" && state.conversations.length === 0;
  return conversationId === undefined && !isQuiet ? "list" : "thread";
}
