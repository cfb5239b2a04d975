import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

/** What a key can mean anywhere in the dashboard. */
export type Action =
  | "next"
  | "previous"
  | "open"
  | "reply"
  | "resolve"
  | "take"
  | "handOver"
  | "snooze"
  | "labels"
  | "back"
  | "sheet"
  | "palette";

export interface Shortcut {
  action: Action;
  /** Values of `KeyboardEvent.key`; any of them will do. */
  keys: readonly string[];
  /** Only together with Ctrl or ⌘, and then also while one writes. */
  withControl?: boolean;
  /** What the sheet says of it. */
  does: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: "next", keys: ["j", "ArrowDown"], does: "Next conversation" },
  { action: "previous", keys: ["k", "ArrowUp"], does: "Previous conversation" },
  { action: "open", keys: ["Enter"], does: "Open the conversation" },
  { action: "reply", keys: ["r"], does: "Write a reply" },
  { action: "resolve", keys: ["e"], does: "Resolve, or open again" },
  { action: "take", keys: ["t"], does: "Take it from the queue" },
  { action: "handOver", keys: ["h"], does: "Hand it over" },
  { action: "snooze", keys: ["z"], does: "Snooze, or wake" },
  { action: "labels", keys: ["l"], does: "Label it" },
  { action: "back", keys: ["Escape"], does: "Back to the list" },
  { action: "palette", keys: ["k"], withControl: true, does: "Go anywhere, do anything" },
  { action: "sheet", keys: ["?"], does: "Show these shortcuts" },
];

/** The part of a keyboard event that decides. */
type KeyPress = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "defaultPrevented"
>;

/** What a key press means; nothing while a modifier, an input method or another handler has a claim on it. */
export function actionOf(press: KeyPress, { lettersOn }: { lettersOn: boolean }): Action | undefined {
  if (press.altKey || press.isComposing || press.defaultPrevented) return undefined;
  const control = press.ctrlKey || press.metaKey;
  if (press.key.length === 1 && !control && !lettersOn) return undefined;
  return SHORTCUTS.find(
    ({ keys, withControl = false }) => withControl === control && keys.includes(press.key),
  )?.action;
}

const LETTERS_OFF = "deskbell.letter-shortcuts-off";

/** Whether keys that are letters or signs act. People who dictate or hit keys by accident turn them off (WCAG 2.1.4). */
export const lettersOn = signal(readLettersOn());

export function setLettersOn(on: boolean): void {
  lettersOn.value = on;
  try {
    if (on) localStorage.removeItem(LETTERS_OFF);
    else localStorage.setItem(LETTERS_OFF, "1");
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

function readLettersOn(): boolean {
  try {
    return localStorage.getItem(LETTERS_OFF) === null;
  } catch {
    return true;
  }
}

/** Calls the handlers upon their keys while the component is there. A handler returns false to leave the key alone. */
export function useShortcuts(
  handlers: Partial<Record<Action, (event: KeyboardEvent) => boolean | void>>,
): void {
  // Before the paint: a key pressed at the sight of something new must not act on what was there before.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const action = actionOf(event, { lettersOn: lettersOn.value });
      if (action === undefined || isTakenBy(event.target, action)) return;
      if (handlers[action] !== undefined && handlers[action](event) !== false) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}

/** Whether the key goes into what is being written, or to an open dialog. */
function isTakenBy(target: EventTarget | null, action: Action): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("select")) return true;
  const isForWriting = target.isContentEditable || target.matches("input, textarea");
  return isForWriting && action !== "back" && action !== "palette";
}
