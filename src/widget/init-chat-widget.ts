import type { ChatWidget, ChatWidgetOptions } from "./chat-widget.ts";
import { hangBell } from "./hang-bell.ts";

export type { ChatWidget, ChatWidgetOptions } from "./chat-widget.ts";

/** Hangs the bell into the page, for those who bundle it rather than name the script. The chat itself loads upon the first click. */
export function initChatWidget(options: ChatWidgetOptions = {}): ChatWidget {
  return hangBell(options, () => import("./widget-app.tsx"));
}
