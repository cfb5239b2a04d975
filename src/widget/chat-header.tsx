import type { ComponentChildren } from "preact";
import type { Desk } from "../client/desk-api.ts";
import { BellIcon, CloseIcon } from "../ui/icons.tsx";
import { replyWords } from "./reply-words.ts";
import type { Standing } from "./standing.ts";

export interface ChatHeaderProps {
  desk: Desk | null;
  standing: Standing;
  onClose: () => void;
  /** The menu. */
  children?: ComponentChildren;
}

/** Who one talks to, and whether an answer can be expected now. */
export function ChatHeader({ desk, standing, onClose, children }: ChatHeaderProps) {
  const isHere = standing.kind === "joined" || standing.kind === "answered" || desk?.status.answering;
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
              <span class={isHere ? "answers-dot answers-now" : "answers-dot"} />
              <bdi>{presence(desk, standing)}</bdi>
            </>
          )}
        </p>
      </div>
      {children}
      <button class="icon-button panel-close" type="button" aria-label="Close the chat" onClick={onClose}>
        <CloseIcon />
      </button>
    </header>
  );
}

function presence({ status }: Desk, standing: Standing): string {
  if (!("name" in standing)) return replyWords(status);
  const { kind, name } = standing;
  if (kind === "away") return `${name} is away just now`;
  return status.answering ? `${name} and the team are here` : `${name} is here`;
}
