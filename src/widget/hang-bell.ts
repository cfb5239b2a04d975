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

  const notice = element("p", "notice");
  notice.role = "alert";
  const retry = element("button", "retry");
  retry.textContent = "Try again";
  notice.append("The chat can’t be reached just now. ", retry);

  let chat: OpenedChat | undefined;
  let attempt = 0;
  /** Somebody asked for the chat; otherwise it only wants to come back by itself, and may fail in silence. */
  let wanted = false;

  const open = async () => {
    wanted = true;
    if (chat) chat.open();
    else await load();
  };
  const load = async () => {
    if (bell.ariaBusy === "true") return;
    bell.ariaBusy = "true";
    notice.remove();
    const patience = setTimeout(tellUnreachable, PATIENCE_MS);
    try {
      const module = await loadChat(attempt++);
      notice.remove();
      chat = module.startChat({ options, shadow, frame, bell, icon }, wanted);
    } catch {
      tellUnreachable();
    }
    clearTimeout(patience);
    bell.ariaBusy = "false";
  };
  const tellUnreachable = () => {
    if (wanted) bell.before(notice);
  };

  bell.addEventListener("click", () => (chat?.isOpen ? chat.close() : void open()));
  retry.addEventListener("click", () => {
    bell.focus();
    void open();
  });
  const leave = stayInPage(host, () => chat?.reattached());
  if (wasOpenedInThisTab()) void load();

  return {
    open: () => void open(),
    close: () => {
      wanted = false;
      chat?.close();
    },
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
