import type { RefCallback } from "preact";
import type { ChatState } from "../client/chat.ts";
import { type ConversationState, NEW_CONVERSATION } from "../client/conversation.ts";
import type { LiveConversation } from "../client/live-conversation.ts";
import type { SocketState } from "../client/socket.ts";
import type { Attachment } from "../protocol/resources.ts";
import { Composer } from "../ui/composer.tsx";
import { ConnectionBanner } from "../ui/connection-banner.tsx";
import { MessageList } from "../ui/message-list.tsx";
import type { ScrollKeeper } from "../ui/scroll-keeper.ts";
import { TypingIndicator } from "../ui/typing-indicator.tsx";
import { typingNames } from "../ui/typing-names.ts";
import { ChatFailure } from "./chat-failure.tsx";
import { ChatHeader } from "./chat-header.tsx";
import { ChatMenu } from "./chat-menu.tsx";
import { ClosedNote } from "./closed-note.tsx";
import type { ContactDraft } from "./contact-fields.tsx";
import { Greeting } from "./greeting.tsx";
import { Skeleton } from "./skeleton.tsx";
import { standingOf } from "./standing.ts";
import { StandingNote } from "./standing-note.tsx";

export interface ChatPanelProps {
  chat: ChatState;
  /** Undefined until they are needed and have loaded. */
  extras: typeof import("./extras.tsx") | undefined;
  /** A text from the page before, read once. */
  draft: string;
  contact: ContactDraft;
  /** Somebody has come since the customer saw that nobody was there. */
  returned: boolean;
  /** The customer wants to leave an address. */
  leaving: boolean;
  /** Something the customer asked for did not work. */
  trouble: string;
  keeper: ScrollKeeper;
  field: RefCallback<HTMLTextAreaElement>;
  onDraft: (text: string) => void;
  onContact: (change: Partial<ContactDraft>) => void;
  /** False when it can't be sent so. */
  onSend: (text: string) => boolean;
  /** Something of the extras is to be shown. */
  onExtras: () => void;
  onLeaving: () => void;
  onLeaveAddress: (email: string) => Promise<void>;
  onFile: (attachment: Attachment) => void;
  onDownload: () => Promise<void>;
  onMail: () => Promise<void>;
  onNewestInView: () => void;
  onRetryOpening: () => void;
  onStartNew: () => void;
  onClose: () => void;
}

/** What a conversation is before it is known. */
export const NOTHING_YET: ConversationState = { ...NEW_CONVERSATION, phase: "loading" };

/** Everything in the open chat. The log and the field are there from the first moment on, whatever has loaded. */
export function ChatPanel(props: ChatPanelProps) {
  const { chat } = props;
  const { extras } = props;
  const { desk, reachable } = chat;
  const live: LiveConversation | null = chat.conversation;
  const state = live?.state ?? NOTHING_YET;
  const standing = standingOf(state, desk);
  const loading = chat.phase === "opening" || state.phase === "loading";
  const failed = chat.phase === "failed" || state.phase === "failed";
  const answered = standing.kind === "answered" || standing.kind === "away" || standing.kind === "closed";
  const unreachable = desk?.mail && !reachable && (standing.kind === "kept" || standing.kind === "away");
  return (
    <>
      <ChatHeader desk={desk} standing={standing} onClose={props.onClose}>
        {state.conversation && (
          <ChatMenu onOpen={props.onExtras}>
            {extras && (
              <extras.MenuList
                onDownload={props.onDownload}
                onMail={desk?.mail && reachable && answered ? props.onMail : undefined}
              />
            )}
          </ChatMenu>
        )}
      </ChatHeader>
      {failed ? (
        <ChatFailure problem={chat.problem} onRetry={props.onRetryOpening} />
      ) : (
        <>
          <ConnectionBanner connection={loading ? settled(chat.connection) : chat.connection} />
          <MessageList
            state={state}
            side="customer"
            label={`Conversation with ${state.conversation?.assignee?.name ?? desk?.name ?? "us"}`}
            keeper={props.keeper}
            onOlder={() => live?.loadOlder()}
            onRetry={(clientId) => live?.retry(clientId)}
            onDiscard={(clientId) => live?.discard(clientId)}
            onFile={props.onFile}
            onNewestInView={props.onNewestInView}
          >
            {loading ? <Skeleton /> : <Greeting desk={state.conversation ? null : desk} />}
          </MessageList>
          {standing.kind === "closed" && <ClosedNote onStartNew={props.onStartNew} />}
          <div class="panel-foot">
            <TypingIndicator names={typingNames(state)} />
            <StandingNote
              desk={desk}
              standing={standing}
              reachable={reachable}
              returned={props.returned}
              trouble={props.trouble}
            />
            {unreachable &&
              (extras && props.leaving ? (
                <extras.LeaveAddress
                  email={props.contact.email}
                  onEmail={(email) => props.onContact({ email })}
                  onLeave={props.onLeaveAddress}
                />
              ) : (
                <p class="standing-more">
                  <button class="link-button" type="button" onClick={props.onLeaving}>
                    Get the answer by e-mail too
                  </button>
                </p>
              ))}
            <Composer
              label="Your message"
              placeholder="Write a message…"
              draft={props.draft}
              ready={live !== null}
              fieldRef={props.field}
              onDraft={props.onDraft}
              onSend={props.onSend}
              onTyping={() => live?.typing()}
            >
              {extras && standing.kind === "alone" && !reachable && (
                <extras.ContactFields
                  required={desk?.mail === true}
                  draft={props.contact}
                  onChange={props.onContact}
                />
              )}
            </Composer>
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
