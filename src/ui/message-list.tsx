import type { ComponentChildren } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ConversationState } from "../client/conversation.ts";
import type { Side } from "../protocol/resources.ts";
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
 * Keeps to the newest message while one is there, and keeps still while one reads further up.
 */
export function MessageList(props: MessageListProps) {
  const { state, side, onOlder, onNewestInView } = props;
  const [keeper] = useState(() => props.keeper ?? new ScrollKeeper());
  const [unseen, setUnseen] = useState(false);
  const shown = useRef<Shown>(NOTHING);
  const rows = messageRows(state, side);

  const scrolled = () => {
    keeper.scrolled();
    if (keeper.atEnd) {
      setUnseen(false);
      onNewestInView?.();
    }
    if (keeper.atStart && state.hasOlder && !state.loadingOlder) onOlder();
  };

  const attach = useCallback((log: HTMLElement | null) => keeper.attach(log), [keeper]);

  useLayoutEffect(() => {
    const change = changeBetween(shown.current, rows);
    shown.current = { first: rows[0]?.key, last: rows.at(-1)?.key, count: rows.length };
    if (change.history) keeper.silence(HISTORY_SILENCE_MS);
    if (change.older) keeper.keepFromEnd();
    if (change.ownAtEnd || keeper.atEnd) keeper.toEnd();
    else if (change.newAtEnd) setUnseen(true);
    if (keeper.atEnd) onNewestInView?.();
  });

  return (
    <div class="messages">
      <div
        class="messages-log"
        role="log"
        aria-label={props.label}
        aria-live="polite"
        aria-relevant="additions"
        tabIndex={0}
        ref={attach}
        onScroll={scrolled}
      >
        <div class="messages-content">
          {state.hasOlder ? (
            <button class="messages-older" type="button" aria-disabled={state.loadingOlder} onClick={onOlder}>
              {state.loadingOlder ? "Loading earlier messages…" : "Earlier messages"}
            </button>
          ) : (
            props.children
          )}
          {rows.map((row) => (
            <MessageLine key={row.key} row={row} onRetry={props.onRetry} onDiscard={props.onDiscard} />
          ))}
        </div>
      </div>
      {unseen && (
        <button class="messages-new" type="button" onClick={() => keeper.toEnd(true)}>
          <ArrowDownIcon /> New messages
        </button>
      )}
    </div>
  );
}

/** What the list held at the last rendering. */
interface Shown {
  first: string | undefined;
  last: string | undefined;
  count: number;
}

const NOTHING: Shown = { first: undefined, last: undefined, count: 0 };

/** How the rows differ from those shown: `history` came from the past, not from somebody writing now. */
function changeBetween(shown: Shown, rows: readonly MessageRow[]) {
  const last = rows.at(-1);
  const older = shown.count > 0 && rows.length > shown.count && rows[0]?.key !== shown.first;
  const newAtEnd = shown.count > 0 && last?.key !== shown.last && !last?.own;
  const ownAtEnd = last?.key !== shown.last && last?.delivery === "sending";
  const history = older || (shown.count === 0 && rows.length > 1);
  return { older, newAtEnd, ownAtEnd, history };
}
