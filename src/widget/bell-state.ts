import type { ChatPlace } from "./chat-widget.ts";

const CLOSE_ICON = "m6 9.5 6 6 6-6";
/** More unread than this are not counted out. */
const COUNTED_MAX = 99;

/** Shows on the bell whether the chat is open and, while it is not, how many messages are unread. */
export function bellState({ bell, icon }: ChatPlace): (open: boolean, unread: number) => void {
  const label = bell.ariaLabel ?? "";
  const bellIcon = icon.getAttribute("d") ?? "";
  const badge = document.createElement("span");
  badge.className = "unread-mark bell-unread";
  badge.ariaHidden = "true";
  return (open, unread) => {
    icon.setAttribute("d", open ? CLOSE_ICON : bellIcon);
    bell.ariaExpanded = `${open}`;
    bell.ariaLabel = open ? "Close the chat" : unread ? `${label}, ${unread} unread` : label;
    badge.textContent = unread > COUNTED_MAX ? `${COUNTED_MAX}+` : `${unread}`;
    if (unread && !open) bell.append(badge);
    else badge.remove();
  };
}
