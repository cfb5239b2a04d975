const KEY = "deskbell.draft";

/** What the customer was writing when the page was left, in this tab only. */
export function keptDraft(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(text: string): void {
  try {
    if (text) sessionStorage.setItem(KEY, text);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Forbidden by the browser's settings, or full: the draft then lives as long as the page.
  }
}
