import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { CloseIcon } from "../ui/icons.tsx";
import { KeyboardIcon } from "./dashboard-icons.tsx";
import { lettersOn, SHORTCUTS, setLettersOn, useShortcuts } from "./shortcuts.ts";

const KEY_NAMES: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };

const CONTROL = /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl";

/** The button and the key that show which keys do what. */
export function ShortcutsButton(): JSX.Element {
  const sheet = useRef<HTMLDialogElement>(null);
  const show = () => sheet.current?.showModal();
  useShortcuts({ sheet: show });
  return (
    <>
      <button
        type="button"
        class="icon-button shortcuts-button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={show}
      >
        <KeyboardIcon />
      </button>
      <dialog
        ref={sheet}
        class="sheet"
        aria-labelledby="shortcuts-title"
        // The backdrop belongs to the dialog element itself.
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.close();
        }}
      >
        <div class="sheet-content">
          <div class="sheet-head">
            <h2 id="shortcuts-title">Keyboard shortcuts</h2>
            <button
              type="button"
              class="icon-button"
              aria-label="Close"
              onClick={() => sheet.current?.close()}
            >
              <CloseIcon />
            </button>
          </div>
          <dl class="shortcuts">
            {SHORTCUTS.map(({ action, keys, does, withControl }) => (
              <div key={action}>
                <dt>{does}</dt>
                <dd>
                  {withControl && <kbd>{CONTROL}</kbd>}
                  {keys.map((key) => (
                    <kbd key={key}>{KEY_NAMES[key] ?? key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
          <label class="check">
            <input
              type="checkbox"
              checked={lettersOn.value}
              onChange={(event) => setLettersOn(event.currentTarget.checked)}
            />
            Single letters and signs act as shortcuts
          </label>
        </div>
      </dialog>
    </>
  );
}
