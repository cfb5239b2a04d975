/** Moves the focus to the next (1) or previous (-1) row of the list; from outside the list, beside the open one. */
export function stepThroughRows(step: 1 | -1, event: KeyboardEvent): boolean {
  // Arrow keys scroll whatever else has the focus; the letters mean the list wherever one is.
  const isArrow = event.key.startsWith("Arrow");
  const { activeElement } = document;
  const inList = activeElement?.closest(".list-pane") !== null;
  if (isArrow && !inList && activeElement !== document.body) return false;
  const rows = rowLinks();
  const from = rows.findIndex((row) => row === activeElement);
  const at = from >= 0 ? from : rows.findIndex((row) => row.ariaCurrent === "true");
  const to = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))];
  to?.focus();
  return to !== undefined;
}

/** Focuses the row of a conversation; false when it is not in sight. */
export function focusRow(conversationId: string | undefined): boolean {
  const row = document.querySelector<HTMLElement>(
    `.row[data-id="${CSS.escape(conversationId ?? "")}"] .row-link`,
  );
  if (row === null || !row.checkVisibility()) return false;
  row.focus();
  return true;
}

function rowLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".row-link")].filter((row) => row.checkVisibility());
}

/** The conversation whose row, or a button in it, has the focus. */
export function focusedRow(): string | undefined {
  return document.activeElement?.closest<HTMLElement>(".row")?.dataset["id"];
}
