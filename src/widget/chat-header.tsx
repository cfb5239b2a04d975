import type { Desk } from "../client/desk-api.ts";
import { BellIcon, CloseIcon } from "../ui/icons.tsx";

export interface ChatHeaderProps {
  desk: Desk | null;
  /** The name of the one who answers, once somebody does. */
  assignee: string | undefined;
  onClose: () => void;
}

/** Who one talks to, and whether an answer can be expected now. */
export function ChatHeader({ desk, assignee, onClose }: ChatHeaderProps) {
  return (
    <header class="panel-head">
      <span class="bell-mark">
        <BellIcon />
      </span>
      <div class="panel-who">
        <h2 class="panel-title">{desk?.name ?? "Chat"}</h2>
        <p class="panel-answers">
          {desk && (
            <>
              <span class={desk.answering ? "answers-dot answers-now" : "answers-dot"} />
              <bdi>
                {assignee && `${assignee} · `}
                {desk.answering ? "answering now" : "we’ll reply later"}
              </bdi>
            </>
          )}
        </p>
      </div>
      <button class="icon-button" type="button" aria-label="Close the chat" onClick={onClose}>
        <CloseIcon />
      </button>
    </header>
  );
}
