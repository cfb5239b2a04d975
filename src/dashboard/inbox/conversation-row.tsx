import type { JSX } from "preact";
import type { LiveConversation } from "../../client/live-conversation.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { inboxAddress, type ListName } from "../route.ts";
import { useStateOf } from "../use-state-of.ts";
import { isOffer } from "./acceptance.ts";
import { isCustomerTyping, lastWords } from "./last-words.ts";
import { now } from "./now.ts";
import { OfferClock } from "./offer-clock.tsx";
import { fullTime, relativeTime } from "./relative-time.ts";

export interface ConversationRowProps {
  live: LiveConversation;
  list: ListName;
  isOpen: boolean;
  /** It became mine a moment ago and has not been looked at. */
  isFresh: boolean;
}

/** One conversation in the list: who, what was said last and when, and what waits to be read. */
export function ConversationRow({ live, list, isOpen, isFresh }: ConversationRowProps): JSX.Element | null {
  const state = useStateOf(live);
  const { conversation } = state;
  if (conversation === null) return null;
  const { text, by, at, failed } = lastWords(state);
  const { unread } = live;
  return (
    <li class="row" data-id={conversation.id} data-fresh={isFresh} data-unread={unread > 0}>
      <a
        class="row-link"
        href={inboxAddress(list, conversation.id)}
        aria-current={isOpen ? "true" : undefined}
      >
        <Avatar name={conversation.customer.name} />
        <span class="row-name">
          <bdi>{conversation.customer.name}</bdi>
          {isOffer(conversation) && conversation.acceptBy !== null ? (
            <OfferClock acceptBy={conversation.acceptBy} />
          ) : (
            isFresh && <span class="row-new">New</span>
          )}
        </span>
        <time class="row-time" dateTime={at} title={fullTime(at)}>
          {relativeTime(at, now.value)}
        </time>
        <span class="row-words" dir="auto">
          {isCustomerTyping(state) ? (
            <bdi class="row-typing">is typing…</bdi>
          ) : (
            <>
              {/* `bdi` has no say in the direction: that, and so the end that is cut off, is the text's own. */}
              {failed && <bdi class="row-failed">Not sent · </bdi>}
              {by === "us" && <bdi>You: </bdi>}
              {text}
            </>
          )}
        </span>
        {unread > 0 && (
          <span class="unread-mark row-unread">
            {unread}
            <span class="only-heard"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
}
