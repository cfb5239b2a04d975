import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { CloseIcon } from "../../ui/icons.tsx";

export interface SheetProps {
  title: string;
  /** Told once it is closed, however that came. Take the sheet away then. */
  onClose: () => void;
  /** What it holds; `close` closes it and gives the focus back to where it was. */
  children: (close: () => void) => ComponentChildren;
}

/** A dialog over the page, open while it is there. */
export function Sheet({ title, onClose, children }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = () => dialog.current?.close();
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // Where there is something to choose or to fill in, one begins there rather than at the button that closes.
    dialog.current?.querySelector<HTMLElement>(".choice, form :is(input, select)")?.focus();
  }, []);
  return (
    <dialog ref={dialog} class="sheet form-sheet" aria-labelledby={titleId} onClose={onClose}>
      <div class="sheet-content">
        <div class="sheet-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={close}>
            <CloseIcon />
          </button>
        </div>
        {children(close)}
      </div>
    </dialog>
  );
}
