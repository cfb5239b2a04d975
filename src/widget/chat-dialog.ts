/** So small a window is covered by the chat. */
const SMALL_WINDOW = "(max-width: 480px), (max-height: 480px)";

/** What happens in the chat is not for the page: its keyboard shortcuts, focus traps and scroll effects would take part. */
const KEPT_IN = [
  "keydown",
  "keyup",
  "keypress",
  "beforeinput",
  "input",
  "focusin",
  "focusout",
  "copy",
  "cut",
  "paste",
  "wheel",
  "touchstart",
  "touchmove",
];

/**
 * The frame around an open chat: beside the page in a large window, where the page stays usable; over the page, and
 * modal, in a small one.
 */
export class ChatDialog {
  readonly element = document.createElement("dialog");
  isOpen = false;
  readonly #bell: HTMLElement;
  readonly #small = matchMedia(SMALL_WINDOW);
  /** What had the focus when the page took the widget out. */
  #focused: HTMLElement | null = null;
  readonly #ended = new AbortController();

  /** `onClosed` is called when the customer closes the chat by a key or a gesture. */
  constructor(bell: HTMLElement, onClosed: () => void) {
    this.#bell = bell;
    const { element } = this;
    element.className = "panel";
    element.lang = "en";
    element.tabIndex = -1;
    bell.before(element);
    for (const type of KEPT_IN) bell.parentElement?.addEventListener(type, keepIn, { passive: true });
    bell.parentElement?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || !this.isOpen) return;
      event.preventDefault();
      onClosed();
    });
    // A phone's back gesture closes a modal dialog without a key.
    element.addEventListener("close", () => this.isOpen && !element.open && onClosed());
    element.addEventListener("focusin", ({ target }) => {
      if (target instanceof HTMLElement) this.#focused = target;
    });
    // A body swap also ends the focus; only afterwards one can tell it from the customer leaving.
    element.addEventListener("focusout", () => setTimeout(() => element.isConnected && this.#forgetFocus()));
    const { signal } = this.#ended;
    this.#small.addEventListener("change", () => this.#resized(), { signal });
    visualViewport?.addEventListener("resize", () => this.#fitViewport(), { signal });
    visualViewport?.addEventListener("scroll", () => this.#fitViewport(), { signal });
  }

  /** True when the chat covers the page. */
  get isSmall(): boolean {
    return this.#small.matches;
  }

  open(): void {
    const { element } = this;
    this.isOpen = true;
    this.#fitViewport();
    if (element.open) return;
    if (this.isSmall) element.showModal();
    // `show()` would take the focus, also from somebody who is busy with the page.
    else element.open = true;
  }

  close(): void {
    this.isOpen = false;
    const { hasFocus } = this;
    if (this.element.open) this.element.close();
    if (hasFocus) this.#bell.focus({ preventScroll: true });
  }

  get hasFocus(): boolean {
    return this.element.matches(":focus-within");
  }

  /** After the widget was taken out of the page and put back, which ends both modality and focus. */
  reattached(): void {
    const pageHasFocus = document.activeElement !== document.body;
    if (this.isOpen) this.#reopen(pageHasFocus ? null : this.#focused);
  }

  remove(): void {
    this.#ended.abort();
    this.element.remove();
  }

  /** `close()` gives the focus to somebody else. */
  #reopen(focused: HTMLElement | null): void {
    this.element.close();
    this.open();
    focused?.focus({ preventScroll: true });
  }

  #resized(): void {
    if (this.isOpen) this.#reopen(this.hasFocus ? this.#focused : null);
  }

  #forgetFocus(): void {
    if (!this.hasFocus) this.#focused = null;
  }

  /** The keyboard of a phone covers the page without making the window smaller. */
  #fitViewport(): void {
    if (!visualViewport) return;
    const { style } = this.element;
    style.setProperty("--visible-top", `${visualViewport.offsetTop}px`);
    style.setProperty("--visible-height", `${visualViewport.height}px`);
  }
}

function keepIn(event: Event): void {
  event.stopPropagation();
}
