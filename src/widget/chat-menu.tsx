import { Component, type ComponentChildren } from "preact";
import { MoreIcon } from "../ui/icons.tsx";

export interface ChatMenuProps {
  onOpen: () => void;
  /** What is shown once it is open. */
  children?: ComponentChildren;
}

/** A button in the head that opens a menu. It closes upon Esc, and once the focus goes elsewhere. */
export class ChatMenu extends Component<ChatMenuProps, { open: boolean }> {
  override state = { open: false };
  #button: HTMLElement | null = null;

  override render() {
    const { open } = this.state;
    return (
      <div class="menu" onKeyDown={this.#pressed} onFocusOut={this.#left}>
        <button
          class="icon-button"
          type="button"
          aria-label="More"
          aria-expanded={open}
          ref={this.#attach}
          onClick={this.#toggle}
        >
          <MoreIcon />
        </button>
        {open && this.props.children}
      </div>
    );
  }

  readonly #attach = (button: HTMLElement | null) => {
    this.#button = button;
  };

  readonly #toggle = () => {
    this.props.onOpen();
    this.setState({ open: !this.state.open });
  };

  readonly #pressed = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !this.state.open) return;
    // The chat stays: the key is for the menu.
    event.stopPropagation();
    event.preventDefault();
    this.setState({ open: false });
    this.#button?.focus();
  };

  readonly #left = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && !(currentTarget as Node).contains(relatedTarget))
      this.setState({ open: false });
  };
}
