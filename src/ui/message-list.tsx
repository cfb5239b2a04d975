import { Component, type ComponentChildren } from "preact";
import type { ConversationState } from "../client/conversation.ts";
import type { Attachment, Side } from "../protocol/resources.ts";
import { ArrowDownIcon } from "./icons.tsx";
import { MessageLine } from "./message-line.tsx";
import { type MessageRow, messageRows } from "./message-rows.ts";
import { ScrollKeeper } from "./scroll-keeper.ts";

export interface MessageListProps {
  state: ConversationState;
  /** Whose screen this is: their messages are the own ones. */
  side: Side;
  /** Names the log for screen readers, such as "Conversation with Ada". */
  label: string;
  onOlder: () => void;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
  /** Fetches a file where a plain link could not prove who asks. */
  onFile?: (attachment: Attachment) => void;
  /** Called whenever the newest message is in view, also for those that were seen before. */
  onNewestInView?: () => void;
  /** Given by those who must bring back the scroll position, see `ScrollKeeper.restore`. */
  keeper?: ScrollKeeper;
  /** Stands before the very first message. */
  children?: ComponentChildren;
}

/** Messages that were there before are read out only if one goes to them: the log is silent while they come in. */
const HISTORY_SILENCE_MS = 1_000;

/**
 * The messages of a conversation, a live region from the start so that a screen reader announces each as it arrives.
 * Keeps to the newest message while one is there, and keeps still while one reads further up. Give it another `key`
 * for another conversation.
 *
 * A class, like all components here that hold state: the hooks would be a twentieth of the widget.
 */
export class MessageList extends Component<MessageListProps, { unseen: boolean }> {
  override state = { unseen: false };
  readonly #keeper = this.props.keeper ?? new ScrollKeeper();
  #log: HTMLElement | null = null;
  #rows: MessageRow[] = [];
  /** What the list held when it was last looked over. */
  #shown: MessageRow[] = [];

  override render() {
    const { state, side, label, onOlder, onRetry, onDiscard, onFile, children } = this.props;
    this.#rows = messageRows(state, side);
    return (
      <div class="messages">
        <div
          class="messages-log"
          role="log"
          aria-label={label}
          aria-live="polite"
          aria-relevant="additions"
          tabIndex={0}
          ref={this.#attach}
          onScroll={this.#scrolled}
        >
          <div class="messages-content">
            {state.hasOlder ? (
              <button
                class="messages-older"
                type="button"
                aria-disabled={state.loadingOlder}
                onClick={onOlder}
              >
                {state.loadingOlder ? "Loading earlier messages…" : "Earlier messages"}
              </button>
            ) : (
              children
            )}
            {this.#rows.map((row) => (
              <MessageLine key={row.key} row={row} onRetry={onRetry} onDiscard={onDiscard} onFile={onFile} />
            ))}
          </div>
        </div>
        {this.state.unseen && (
          <button class="messages-new" type="button" onClick={this.#goToEnd}>
            <ArrowDownIcon /> New messages
          </button>
        )}
      </div>
    );
  }

  override componentDidMount() {
    this.#lookOver();
  }

  override componentDidUpdate() {
    this.#lookOver();
  }

  readonly #attach = (log: HTMLElement | null) => {
    this.#log = log;
    this.#keeper.attach(log);
  };

  readonly #goToEnd = () => {
    this.#keeper.toEnd(true);
    // The button is about to go, and the focus with it.
    this.#log?.focus({ preventScroll: true });
  };

  readonly #scrolled = () => {
    const { state, onOlder, onNewestInView } = this.props;
    this.#keeper.scrolled();
    if (this.#keeper.atEnd) {
      if (this.state.unseen) this.setState({ unseen: false });
      onNewestInView?.();
    }
    if (this.#keeper.atStart && state.hasOlder && !state.loadingOlder) onOlder();
  };

  #lookOver(): void {
    const change = changeBetween(this.#shown, this.#rows);
    const keeper = this.#keeper;
    this.#shown = this.#rows;
    if (change.history) keeper.silence(HISTORY_SILENCE_MS);
    if (change.older) keeper.keepFromEnd();
    if (change.ownAtEnd || keeper.atEnd) keeper.toEnd();
    else if (change.newAtEnd) this.setState({ unseen: true });
    if (keeper.atEnd) this.props.onNewestInView?.();
  }
}

/** How the rows differ from those shown: `history` came from the past, not from somebody writing now. */
function changeBetween(shown: readonly MessageRow[], rows: readonly MessageRow[]) {
  const last = rows.at(-1);
  const more = rows.length > shown.length;
  const older = more && shown.length > 0 && rows[0]?.key !== shown[0]?.key;
  const atEnd = last?.key !== shown.at(-1)?.key;
  return {
    older,
    history: older || (shown.length === 0 && rows.length > 1),
    newAtEnd: atEnd && more && !last?.own,
    ownAtEnd: atEnd && last?.delivery === "sending",
  };
}
