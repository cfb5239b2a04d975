import type { ChatModule, ChatWidget } from "./chat-widget.ts";
import { hangBell } from "./hang-bell.ts";

/** Where the chat's chunk lies on the desk's own origin; written in by `scripts/build.ts`. */
declare const WIDGET_APP_URL: string;

declare global {
  interface Window {
    Deskbell?: ChatWidget;
  }
}

const script = document.currentScript;
// An element with that id also answers to the name, and a second script tag must not hang a second bell.
if (script instanceof HTMLScriptElement && !window.Deskbell?.open) {
  const chunk = new URL(WIDGET_APP_URL, script.src);
  const options = Object.assign({}, script.dataset, { baseUrl: chunk.origin });
  window.Deskbell = hangBell(options, (attempt) => {
    // Some browsers remember for good that a module could not be loaded.
    if (attempt) chunk.search = `?${attempt}`;
    const loaded: Promise<ChatModule> = import(chunk.href);
    return loaded;
  });
}
