const KEY = "deskbell.chat";

/** What this tab remembers of the chat: nothing before the customer opened it for the first time. */
export function wasOpenedInThisTab(): boolean {
  return remembered() !== null;
}

/** True when the chat was open when the page before this one was left. */
export function wasLeftOpen(): boolean {
  return remembered() === "open";
}

export function rememberOpening(open: boolean): void {
  try {
    sessionStorage.setItem(KEY, open ? "open" : "closed");
  } catch {
    // Forbidden by the browser's settings: the chat then starts closed on each page.
  }
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
