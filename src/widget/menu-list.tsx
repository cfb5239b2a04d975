import { Component } from "preact";

export interface MenuListProps {
  /** Both reject when the desk refuses, or can't be reached. */
  onDownload: () => Promise<void>;
  /** Undefined while the desk would refuse it: it has no address, or nobody has answered yet. */
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
    return (
      <button class="menu-item" type="button" onClick={() => void this.#choose(act, done)}>
        {label}
      </button>
    );
  }

  async #choose(act: () => Promise<void>, done: string): Promise<void> {
    this.setState({ outcome: "One moment…" });
    let outcome = done;
    try {
      await act();
    } catch (error) {
      outcome = adviceOf(error) ?? "That did not work. Try again in a moment.";
    }
    this.setState({ outcome });
  }
}

/** What the desk says to do. Its refusal is of the chat's own chunk, so its class can't be asked for here. */
function adviceOf(error: unknown): string | undefined {
  return error instanceof Error && "detail" in error && typeof error.detail === "string"
    ? error.detail
    : undefined;
}
