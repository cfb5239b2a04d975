import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CloseIcon } from "../../ui/icons.tsx";

export interface DetailsPaneProps {
  /** Where there is no room for a third pane, whether it lies over the others. */
  shown: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

/** The third pane: beside the thread where there is room, over it where there is not. */
export function DetailsPane({ shown, onClose, children }: DetailsPaneProps): JSX.Element {
  const close = useRef<HTMLButtonElement>(null);
  // With the change itself: the next key belongs to what is seen.
  useLayoutEffect(() => {
    if (!shown) return undefined;
    close.current?.focus();
    return () => document.querySelector<HTMLElement>(".thread-details")?.focus();
  }, [shown]);
  return (
    <section class="details-pane" id="details" aria-label="About this conversation" data-shown={shown}>
      <button
        ref={close}
        type="button"
        class="icon-button details-close"
        aria-label="Close"
        onClick={onClose}
      >
        <CloseIcon />
      </button>
      {children}
    </section>
  );
}
