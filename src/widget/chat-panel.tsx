import type { RefCallback } from "preact";
import type { ChatState } from "../client/chat.ts";
import { type ConversationState, NEW_CONVERSATION } from "../client/conversation.ts";
import type { LiveConversation } from "../client/live-conversation.ts";
import type { SocketState } from "../client/socket.ts";
import { Composer } from "../ui/composer.tsx";
import { ConnectionBanner } from "../ui/connection-banner.tsx";
import { MessageList } from "../ui/message-list.tsx";
import type { ScrollKeeper } from "../ui/scroll-keeper.ts";
import { TypingIndicator } from "../ui/typing-indicator.tsx";
import { typingNames } from "../ui/typing-names.ts";
import { ChatFailure } from "./chat-failure.tsx";
import { ChatHeader } from "./chat-header.tsx";
import { ClosedNote } from "./closed-note.tsx";
import { Greeting } from "./greeting.tsx";
import { Skeleton } from "./skeleton.tsx";

export interface ChatPanelProps {
  chat: ChatState;
  /** A text from the page before, read once. */
  draft: string;
  keeper: ScrollKeeper;
  field: RefCallback<HTMLTextAreaElement>;
  onDraft: (text: string) => void;
  onNewestInView: () => void;
  onRetryOpening: () => void;
  onStartNew: () => void;
  onClose: () => void;
}

const NOTHING_YET: ConversationState = { ...NEW_CONVERSATION, phase: "loading" };

/** Everything in the open chat. The log and the field are there from the first moment on, whatever has loaded. */
export function ChatPanel(props: ChatPanelProps) {
  const { chat } = props;
  const live: LiveConversation | null = chat.conversation;
  const state = live?.state ?? NOTHING_YET;
  const assignee = state.conversation?.assignee?.name;
  const loading = chat.phase === "opening" || state.phase === "loading";
  const failed = chat.phase === "failed" || state.phase === "failed";
  return (
    <>
      <ChatHeader desk={chat.desk} assignee={assignee} onClose={props.onClose} />
      {failed ? (
        <ChatFailure problem={chat.problem} onRetry={props.onRetryOpening} />
      ) : (
        <>
          <ConnectionBanner connection={loading ? settled(chat.connection) : chat.connection} />
          <MessageList
            state={state}
            side="customer"
            label={`Conversation with ${assignee ?? chat.desk?.name ?? "us"}`}
            keeper={props.keeper}
            onOlder={() => live?.loadOlder()}
            onRetry={(clientId) => live?.retry(clientId)}
            onDiscard={(clientId) => live?.discard(clientId)}
            onNewestInView={props.onNewestInView}
          >
            {loading ? <Skeleton /> : <Greeting desk={chat.desk} />}
          </MessageList>
          {state.conversation?.status === "closed" && <ClosedNote onStartNew={props.onStartNew} />}
          <div class="panel-foot">
            <TypingIndicator names={typingNames(state)} />
            <Composer
              label="Your message"
              placeholder="Write a message…"
              draft={props.draft}
              ready={live !== null}
              fieldRef={props.field}
              onDraft={props.onDraft}
              onSend={(text) => live?.send(text)}
              onTyping={() => live?.typing()}
            />
          </div>
        </>
      )}
    </>
  );
}

/** While the history loads, its skeleton says already that the chat is connecting. */
function settled(connection: SocketState): SocketState {
  return connection === "connecting" ? "idle" : connection;
}
