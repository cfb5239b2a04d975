import { ProblemError } from "../client/problem-error.ts";
import { hasSession, resumeSession } from "../client/resume-session.ts";
import { hangBell } from "./hang-bell.ts";
import panelStyle from "./page-panel.css";

/** A page of the desk's own with the chat all over it; `#resume=TOKEN`, from an e-mail, brings the conversation along. */

const BASE_URL = "";
const LINK = /^#resume=(.+)$/;

const note = find("note");
const choice = find("choice");

let act = (): void => {};

choice.addEventListener("click", () => act());
// Another link opened in this very tab changes nothing but the fragment.
addEventListener("hashchange", () => location.hash && location.reload());
void begin(LINK.exec(location.hash)?.[1]);

async function begin(token: string | undefined): Promise<void> {
  if (token === undefined) {
    openChat();
    return;
  }
  tell("Opening…");
  try {
    const conversationId = await resumeSession(BASE_URL, token);
    forgetLink();
    // Without storage the chat could not find the session.
    if (hasSession(BASE_URL)) openChat(conversationId);
    else
      tell(
        "Your browser keeps this page from remembering you. Allow it to store data, and open the link again.",
      );
  } catch (error) {
    failed(token, error);
  }
}

function failed(token: string, error: unknown): void {
  if (!(error instanceof ProblemError) || error.status >= 500 || error.status === 429) {
    offer("The chat can’t be reached just now.", "Try again", () => void begin(token));
    return;
  }
  forgetLink();
  // It was used here before: this device knows the conversation.
  if (hasSession(BASE_URL)) openChat();
  else
    offer(
      "This link works no more. Open the one of a newer e-mail or reply to it, or write to us here.",
      "Write to us",
      () => openChat(),
    );
}

function openChat(conversationId?: string): void {
  find("note").closest("main")?.setAttribute("hidden", "");
  const chat = hangBell(
    { baseUrl: BASE_URL, position: "page", conversationId },
    () => import("./widget-app.tsx"),
  );
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(panelStyle);
  document.querySelector("deskbell-chat")?.shadowRoot?.adoptedStyleSheets.push(sheet);
  chat.open();
}

/** Whoever gets hold of the address later, from the history or over a shoulder, must not get the link. */
function forgetLink(): void {
  history.replaceState(null, "", location.pathname);
}

function offer(sentence: string, label: string, chosen: () => void): void {
  tell(sentence);
  choice.textContent = label;
  choice.hidden = false;
  act = chosen;
}

function tell(sentence: string): void {
  note.textContent = sentence;
  choice.hidden = true;
}

function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no ${id}`);
  return element;
}
