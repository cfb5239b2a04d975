import type { JSX, Ref } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { LiveConversation } from "../../client/live-conversation.ts";
import type { ConversationStatus } from "../../protocol/resources.ts";
import { Composer } from "../../ui/composer.tsx";
import { MessageList } from "../../ui/message-list.tsx";
import { ScrollKeeper } from "../../ui/scroll-keeper.ts";
import { TypingIndicator } from "../../ui/typing-indicator.tsx";
import { drafts } from "../session.ts";
import { useStateOf } from "../use-state-of.ts";
import { isCustomerTyping } from "./last-words.ts";
import { fullTime } from "./relative-time.ts";
import { ThreadHead } from "./thread-head.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";

export interface ThreadProps {
  live: LiveConversation;
  /** The list one came from. */
  listed: ConversationStatus;
  fieldRef: Ref<HTMLTextAreaElement>;
  detailsShown: boolean;
  onDetails: () => void;
}

/** One conversation: what was said, who is typing, and the field to answer in. Give each its own `key`. */
export function Thread({ live, listed, fieldRef, detailsShown, onDetails }: ThreadProps): JSX.Element | null {
  const state = useStateOf(live);
  const keeper = useMemo(() => new ScrollKeeper(), []);
  const { conversation, phase } = state;

  useEffect(() => live.load(), [live]);
  useEffect(() => {
    // Coming back to the page is reading too, though nothing scrolls.
    const looked = () => {
      if (keeper.atEnd) live.markRead();
    };
    document.addEventListener("visibilitychange", looked);
    return () => document.removeEventListener("visibilitychange", looked);
  }, [live, keeper]);

  if (conversation === null) return null;
  const { id, customer, status, createdAt } = conversation;
  return (
    <>
      <ThreadHead
        conversation={conversation}
        listed={listed}
        detailsShown={detailsShown}
        onDetails={onDetails}
      />
      {phase === "ready" ? (
        <MessageList
          state={state}
          side="agent"
          label={`Conversation with ${customer.name}`}
          keeper={keeper}
          onOlder={() => live.loadOlder()}
          onRetry={(clientId) => live.retry(clientId)}
          onDiscard={(clientId) => live.discard(clientId)}
          onNewestInView={() => live.markRead()}
        >
          <p class="thread-begin">
            <bdi>{customer.name}</bdi> rang on {fullTime(createdAt)}
          </p>
        </MessageList>
      ) : (
        <ThreadSkeleton />
      )}
      <div class="thread-foot">
        {status === "closed" && <p class="thread-resolved">Resolved. A reply opens it again.</p>}
        <TypingIndicator names={isCustomerTyping(state) ? [customer.name] : []} />
        <Composer
          label={`Reply to ${customer.name}`}
          placeholder="Write a reply"
          draft={drafts.value?.read(id) ?? ""}
          onDraft={(text) => drafts.value?.write(id, text)}
          onSend={(text) => live.send(text)}
          onTyping={() => live.typing()}
          fieldRef={fieldRef}
        />
      </div>
    </>
  );
}
