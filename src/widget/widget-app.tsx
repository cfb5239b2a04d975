import { render } from "preact";
import { Chat } from "../client/chat.ts";
import type { LiveConversation } from "../client/live-conversation.ts";
import type { Attachment } from "../protocol/resources.ts";
import { ScrollKeeper } from "../ui/scroll-keeper.ts";
import { bellState } from "./bell-state.ts";
import { ChatDialog } from "./chat-dialog.ts";
import { ChatPanel, NOTHING_YET } from "./chat-panel.tsx";
import type { ChatPlace, OpenedChat } from "./chat-widget.ts";
import type { ContactDraft } from "./contact-fields.tsx";
import { importExtras } from "./import-extras.ts";
import { keepDraft, keptDraft } from "./kept-draft.ts";
import { labelList } from "./label-list.ts";
import panelStyle from "./panel.css";
import { rememberOpening, wasLeftOpen } from "./remembered-opening.ts";
import { standingOf } from "./standing.ts";

const TROUBLE = "That did not work. Try again in a moment.";

/** Starts the chat; opened with the focus in it when `byHand`, else as it was left on the page before. */
export function startChat(place: ChatPlace, byHand: boolean): OpenedChat {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(panelStyle);
  place.shadow.adoptedStyleSheets.push(sheet);

  const { baseUrl = "", identity, customerId, conversationId, team, labels, position } = place.options;
  const chat = new Chat({
    baseUrl,
    identity: identity || undefined,
    customerId: customerId || undefined,
    conversationId: conversationId || undefined,
    team,
    labels: labelList(labels),
  });
  const dialog = new ChatDialog(place.bell, close);
  const keeper = new ScrollKeeper();
  let field: HTMLTextAreaElement | null = null;
  const draft = keptDraft();
  const contact: ContactDraft = { name: "", email: "", problem: "" };
  /** The customer has seen that nobody was there. */
  let sawNobody = false;
  let trouble = "";
  let extras: typeof import("./extras.tsx") | undefined;
  let extrasTries = 0;
  let leaving = false;
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
    const standing = standingOf(conversation?.state ?? NOTHING_YET, desk).kind;
    const asks = standing === "alone" && !chat.state.reachable;
    if (dialog.isOpen && standing === "alone") sawNobody = true;
    if (asks && extrasTries === 0) void loadExtras(false);
    showOnBell(dialog.isOpen, conversation?.unread ?? 0);
    dialog.element.ariaLabel = desk ? `Chat with ${desk.name}` : "Chat";
    const { hasFocus } = dialog;
    render(
      <ChatPanel
        chat={chat.state}
        extras={extras}
        leaving={leaving}
        draft={draft}
        contact={contact}
        returned={sawNobody}
        trouble={trouble}
        keeper={keeper}
        field={(element) => {
          field = element;
        }}
        onDraft={keepDraft}
        onContact={(change) => {
          Object.assign(contact, change);
          draw();
        }}
        onSend={(text) => send(text, asks)}
        onExtras={() => void loadExtras(true)}
        onLeaving={() => {
          leaving = true;
          void loadExtras(true);
        }}
        onLeaveAddress={(email) => chat.leaveContact({ email })}
        onFile={(attachment) => void saveAttachment(attachment)}
        onDownload={saveTranscript}
        onMail={() => chat.mailTranscript()}
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

  /** With `asked` the form for desks where nobody is goes along, or says what is missing in it. */
  function send(text: string, asked: boolean): boolean {
    const name = contact.name.trim() || undefined;
    const email = contact.email.trim() || undefined;
    trouble = "";
    sawNobody = false;
    // Without the form it is better to have the message than to have neither.
    if (!asked || !extras) chat.send(text);
    else if (email ? extras.isAddress(email) : !chat.state.desk?.mail) chat.send(text, { name, email });
    else {
      contact.problem = extras.ADDRESS_PROBLEM;
      drawNow();
      dialog.element.querySelector<HTMLElement>("[type=email]")?.focus();
      return false;
    }
    return true;
  }

  async function loadExtras(asked: boolean): Promise<void> {
    if (extras) return draw();
    try {
      const loaded = await importExtras(extrasTries++);
      if (!extras) place.shadow.adoptedStyleSheets.push(loaded.extrasSheet());
      extras = loaded;
      trouble = "";
    } catch {
      if (asked) trouble = TROUBLE;
    }
    draw();
  }

  async function saveAttachment({ id, name }: Attachment): Promise<void> {
    await loadExtras(true);
    try {
      await extras?.saveFile(chat.fileRequest(`attachments/${encodeURIComponent(id)}`), name);
    } catch {
      trouble = TROUBLE;
      draw();
    }
  }

  async function saveTranscript(): Promise<void> {
    const id = encodeURIComponent(chat.state.conversation?.id ?? "");
    await extras?.saveFile(
      chat.fileRequest(`conversations/${id}/transcript?format=html`),
      "conversation.html",
    );
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
    // On the desk's own page the chat is all there is.
    if (position === "page") return;
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
