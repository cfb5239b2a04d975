import { render } from "preact";
import { Chat } from "../client/chat.ts";
import type { LiveConversation } from "../client/live-conversation.ts";
import { ScrollKeeper } from "../ui/scroll-keeper.ts";
import { bellState } from "./bell-state.ts";
import { ChatDialog } from "./chat-dialog.ts";
import { ChatPanel } from "./chat-panel.tsx";
import type { ChatPlace, OpenedChat } from "./chat-widget.ts";
import { keepDraft, keptDraft } from "./kept-draft.ts";
import panelStyle from "./panel.css";
import { rememberOpening, wasLeftOpen } from "./remembered-opening.ts";

/** Starts the chat; opened with the focus in it when `byHand`, else as it was left on the page before. */
export function startChat(place: ChatPlace, byHand: boolean): OpenedChat {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(panelStyle);
  place.shadow.adoptedStyleSheets.push(sheet);

  const { baseUrl = "", identity, customerId, conversationId } = place.options;
  const chat = new Chat({
    baseUrl,
    ...(identity && { identity }),
    ...(customerId && { customerId }),
    ...(conversationId && { conversationId }),
  });
  const dialog = new ChatDialog(place.bell, close);
  const keeper = new ScrollKeeper();
  let field: HTMLTextAreaElement | null = null;
  const draft = keptDraft();
  const showOnBell = bellState(place);

  let followed: LiveConversation | null = null;
  let unfollow: (() => void) | undefined;
  const stop = chat.onChange(() => {
    const { conversation } = chat.state;
    if (conversation !== followed) {
      unfollow?.();
      followed = conversation;
      unfollow = conversation?.onChange(draw);
    }
    draw();
  });

  let drawing = false;
  function draw(): void {
    if (drawing) return;
    drawing = true;
    queueMicrotask(() => {
      drawing = false;
      drawNow();
    });
  }

  function drawNow(): void {
    const { conversation, desk } = chat.state;
    showOnBell(dialog.isOpen, conversation?.unread ?? 0);
    dialog.element.ariaLabel = desk ? `Chat with ${desk.name}` : "Chat";
    const { hasFocus } = dialog;
    render(
      <ChatPanel
        chat={chat.state}
        draft={draft}
        keeper={keeper}
        field={(element) => {
          field = element;
        }}
        onDraft={keepDraft}
        onNewestInView={markRead}
        onRetryOpening={tryAgain}
        onStartNew={() => chat.startNew()}
        onClose={close}
      />,
      dialog.element,
    );
    // What had the focus may be gone, such as the button that tries again.
    if (hasFocus && !dialog.hasFocus) focus();
  }

  function focus(): void {
    (field ?? dialog.element).focus({ preventScroll: true });
  }

  function tryAgain(): void {
    if (chat.state.phase === "failed") void chat.open();
    else chat.state.conversation?.load();
  }

  function markRead(): void {
    if (dialog.isOpen) chat.state.conversation?.markRead();
  }

  function open(): void {
    show();
    focus();
  }

  function show(): void {
    dialog.open();
    rememberOpening(true);
    drawNow();
    keeper.restore();
    markRead();
  }

  function close(): void {
    dialog.close();
    rememberOpening(false);
    draw();
  }

  const seenAgain = () => keeper.atEnd && !document.hidden && markRead();
  document.addEventListener("visibilitychange", seenAgain);

  drawNow();
  if (byHand) open();
  else if (wasLeftOpen() && !dialog.isSmall) show();
  void chat.open();

  return {
    get isOpen() {
      return dialog.isOpen;
    },
    open,
    close,
    reattached() {
      dialog.reattached();
      keeper.restore();
    },
    remove() {
      document.removeEventListener("visibilitychange", seenAgain);
      stop();
      unfollow?.();
      chat.close();
      render(null, dialog.element);
      dialog.remove();
    },
  };
}
