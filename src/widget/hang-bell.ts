import bellStyle from "./bell.css";
import type { ChatModule, ChatWidget, ChatWidgetOptions, OpenedChat } from "./chat-widget.ts";
import { wasOpenedInThisTab } from "./remembered-opening.ts";
import { stayInPage } from "./stay-in-page.ts";

const BELL_ICON = "M4 16a8 8 0 0 1 16 0ZM3 19.5h18M12 8V5M10 4.5h4";

/** After so long without the chat the customer is told; it still opens if it comes later. */
const PATIENCE_MS = 10_000;

/**
 * Hangs a bell into a corner of the page: a button in a shadow root and nothing else. Nothing is requested, connected
 * or stored before the customer (or the page, by `open()`) rings it. `loadChat` gets the number of the try, from 0.
 */
export function hangBell(
  options: ChatWidgetOptions,
  loadChat: (attempt: number) => Promise<ChatModule>,
): ChatWidget {
  const host = document.createElement("deskbell-chat");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(bellStyle);
  shadow.adoptedStyleSheets = [sheet];

  const { label = "Chat with us", color = "", position = "" } = options;
  const frame = element("div", `deskbell ${position}`);
  frame.lang = "en";
  if (CSS.supports("color", color)) {
    frame.className += " branded";
    frame.style.setProperty("--brand", color);
  }
  const bell = element("button", "bell");
  bell.ariaLabel = label;
  bell.ariaExpanded = "false";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("d", BELL_ICON);
  svg.append(icon);
  bell.append(svg);
  frame.append(bell);
  shadow.append(frame);

  let chat: OpenedChat | undefined;
  let notice: HTMLElement | undefined;
  let attempt = 0;
  const load = async (byHand: boolean) => {
    if (chat) return chat.open();
    if (bell.ariaBusy === "true") return;
    bell.ariaBusy = "true";
    notice?.remove();
    const patience = setTimeout(tellUnreachable, PATIENCE_MS, byHand);
    try {
      const module = await loadChat(attempt++);
      notice?.remove();
      chat = module.startChat({ options, shadow, frame, bell, icon }, byHand);
    } catch {
      tellUnreachable(byHand);
    }
    clearTimeout(patience);
    bell.ariaBusy = "false";
  };

  const tellUnreachable = (byHand: boolean) => {
    // Nobody asked for a chat that only wanted to come back by itself: the bell waits for the next click.
    if (!byHand) return;
    const retry = element("button", "retry");
    retry.textContent = "Try again";
    retry.addEventListener("click", () => {
      bell.focus();
      void load(true);
    });
    notice?.remove();
    notice = element("p", "notice");
    notice.role = "alert";
    notice.append("The chat can’t be reached just now. ", retry);
    bell.before(notice);
  };

  bell.addEventListener("click", () => (chat?.isOpen ? chat.close() : void load(true)));
  const leave = stayInPage(host, () => chat?.reattached());
  if (wasOpenedInThisTab()) void load(false);

  return {
    open: () => void load(true),
    close: () => chat?.close(),
    remove: () => {
      chat?.remove();
      leave();
    },
  };
}

function element<Tag extends "div" | "button" | "p">(tag: Tag, className: string) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
