import type { JSX } from "preact";
import type { Conversation, ConversationStatus } from "../../protocol/resources.ts";
import { BackIcon, CheckIcon } from "../../ui/icons.tsx";
import { PersonIcon, ReopenIcon } from "../dashboard-icons.tsx";
import { inboxAddress } from "../route.ts";
import { isChanging, toggleResolution } from "./resolution.ts";

export interface ThreadHeadProps {
  conversation: Conversation;
  listed: ConversationStatus;
  detailsShown: boolean;
  onDetails: () => void;
}

/** Who one is talking with, the way back, and what to do with the conversation as a whole. */
export function ThreadHead({ conversation, listed, detailsShown, onDetails }: ThreadHeadProps): JSX.Element {
  const { id, customer, status } = conversation;
  const isOpen = status === "open";
  return (
    <header class="thread-head">
      <a class="icon-button thread-back" href={inboxAddress(listed)} aria-label="Back to the list">
        <BackIcon />
      </a>
      <h2 class="thread-title">
        <bdi>{customer.name}</bdi>
      </h2>
      <button
        type="button"
        class="button button-quiet thread-resolve"
        aria-busy={isChanging(id)}
        title={isOpen ? "Resolve (e)" : "Open again (e)"}
        onClick={() => void toggleResolution(conversation)}
      >
        {isOpen ? <CheckIcon /> : <ReopenIcon />}
        <span>{isOpen ? "Resolve" : "Open again"}</span>
      </button>
      <button
        type="button"
        class="icon-button thread-details"
        aria-expanded={detailsShown}
        aria-controls="details"
        aria-label="About this conversation"
        onClick={onDetails}
      >
        <PersonIcon />
      </button>
    </header>
  );
}
