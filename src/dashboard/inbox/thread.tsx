import { useSignal } from "@preact/signals";
import type { JSX, Ref } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { LiveConversation } from "../../client/live-conversation.ts";
import { Composer } from "../../ui/composer.tsx";
import { MessageList } from "../../ui/message-list.tsx";
import { ScrollKeeper } from "../../ui/scroll-keeper.ts";
import { TypingIndicator } from "../../ui/typing-indicator.tsx";
import type { ListName } from "../route.ts";
import { drafts } from "../session.ts";
import { useStateOf } from "../use-state-of.ts";
import { isOffer, useAcceptance } from "./acceptance.ts";
import { HandOverNote } from "./hand-over-note.tsx";
import { isCustomerTyping } from "./last-words.ts";
import { OfferClock } from "./offer-clock.tsx";
import { fullTime } from "./relative-time.ts";
import { statusWords } from "./status-words.ts";
import { ThreadHead } from "./thread-head.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";
import { UnseenReply } from "./unseen-reply.tsx";
import { useColleagues } from "./use-colleagues.ts";

export interface ThreadProps {
  live: LiveConversation;
  /** The list one came from. */
  listed: ListName;
  fieldRef: Ref<HTMLTextAreaElement>;
  detailsShown: boolean;
  onDetails: () => void;
}

/** One conversation: what was said, who is typing, and the field to answer in. Give each its own `key`. */
export function Thread({ live, listed, fieldRef, detailsShown, onDetails }: ThreadProps): JSX.Element | null {
  const state = useStateOf(live);
  const keeper = useMemo(() => new ScrollKeeper(), []);
  const { conversation, phase } = state;
  const accept = useAcceptance(conversation);
  const { colleagues, onTyping } = useColleagues(live.id);
  /** Counts the texts that came back into the field: each is a draft to begin from. */
  const returned = useSignal(0);

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
        colleagues={colleagues}
        listed={listed}
        detailsShown={detailsShown}
        onDetails={onDetails}
      />
      {isOffer(conversation) && conversation.acceptBy !== null && (
        <p class="offer-note">
          Offered to you. It goes to a colleague in <OfferClock acceptBy={conversation.acceptBy} />
        </p>
      )}
      <HandOverNote conversation={conversation} />
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
        {status === "snoozed" && (
          <p class="thread-resolved">{statusWords(conversation)}. A reply wakes it.</p>
        )}
        <TypingIndicator
          names={[
            ...(isCustomerTyping(state) ? [customer.name] : []),
            ...colleagues.filter(({ typing }) => typing).map(({ name }) => name),
          ]}
        />
        <UnseenReply
          live={live}
          state={state}
          onEdit={(text) => {
            const begun = drafts.value?.read(id) ?? "";
            drafts.value?.write(id, begun === "" ? text : `${text}\n\n${begun}`);
            returned.value++;
          }}
        />
        <Composer
          key={returned.value}
          label={`Reply to ${customer.name}`}
          placeholder="Write a reply"
          draft={drafts.value?.read(id) ?? ""}
          onDraft={(text) => drafts.value?.write(id, text)}
          onSend={(text) => live.send(text)}
          onTyping={() => {
            live.typing();
            onTyping();
            accept();
          }}
          fieldRef={fieldRef}
        />
      </div>
    </>
  );
}
