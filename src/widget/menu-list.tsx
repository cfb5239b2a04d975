import { Component } from "preact";

export interface MenuListProps {
  /** Both reject when the desk refuses, or can't be reached. */
  onDownload: () => Promise<void>;
  /** Undefined while the desk has no address to send it to. */
  onMail: (() => Promise<void>) | undefined;
}

/** What one can do with the conversation as a whole. */
export class MenuList extends Component<MenuListProps, { outcome: string }> {
  /** What came of the last choice. */
  override state = { outcome: "" };

  override render() {
    const { onDownload, onMail } = this.props;
    return (
      <div class="menu-list">
        {this.#item("Download this conversation", onDownload, "Downloaded.")}
        {onMail && this.#item("Send it by e-mail", onMail, "It is on its way to you.")}
        <p class="menu-outcome" role="status">
          {this.state.outcome}
        </p>
      </div>
    );
  }

  #item(label: string, act: () => Promise<void>, done: string) {
    const choose = () => {
      const told = (outcome: string) => () => this.setState({ outcome });
      told("One moment…")();
      act().then(told(done), told("That did not work. Try again in a moment."));
    };
    return (
      <button class="menu-item" type="button" onClick={choose}>
        {label}
      </button>
    );
  }
}
