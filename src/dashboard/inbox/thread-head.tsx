import type { JSX } from "preact";
import type { Colleague } from "../../client/colleagues.ts";
import type { Conversation } from "../../protocol/resources.ts";
import { BackIcon, CheckIcon } from "../../ui/icons.tsx";
import { HandOverIcon, PersonIcon, ReopenIcon, SnoozeIcon, WakeIcon } from "../dashboard-icons.tsx";
import { inboxAddress, type ListName } from "../route.ts";
import { ColleagueFaces } from "./colleague-faces.tsx";
import { isChanging, toggleResolution } from "./resolution.ts";
import { wakeConversation } from "./thread-deeds.ts";
import { openSheet } from "./thread-sheets.tsx";

export interface ThreadHeadProps {
  conversation: Conversation;
  colleagues: readonly Colleague[];
  listed: ListName;
  detailsShown: boolean;
  onDetails: () => void;
}

/** Who one is talking with, the way back, and what to do with the conversation as a whole. */
export function ThreadHead(props: ThreadHeadProps): JSX.Element {
  const { conversation, colleagues, listed, detailsShown, onDetails } = props;
  const { id, customer, status } = conversation;
  const isClosed = status === "closed";
  return (
    <header class="thread-head">
      <a class="icon-button thread-back" href={inboxAddress(listed)} aria-label="Back to the list">
        <BackIcon />
      </a>
      <h2 class="thread-title">
        <bdi>{customer.name}</bdi>
      </h2>
      <ColleagueFaces colleagues={colleagues} />
      {!isClosed && (
        <>
          <button
            type="button"
            class="icon-button"
            aria-label="Hand over"
            title="Hand over (h)"
            onClick={() => openSheet("hand-over", id)}
          >
            <HandOverIcon />
          </button>
          {status === "snoozed" ? (
            <button
              type="button"
              class="icon-button"
              aria-label="Wake"
              title="Wake (z)"
              onClick={() => void wakeConversation(conversation)}
            >
              <WakeIcon />
            </button>
          ) : (
            <button
              type="button"
              class="icon-button"
              aria-label="Snooze"
              title="Snooze (z)"
              onClick={() => openSheet("snooze", id)}
            >
              <SnoozeIcon />
            </button>
          )}
        </>
      )}
      <button
        type="button"
        class="button button-quiet thread-resolve"
        aria-busy={isChanging(id)}
        title={isClosed ? "Open again (e)" : "Resolve (e)"}
        onClick={() => void toggleResolution(conversation)}
      >
        {isClosed ? <ReopenIcon /> : <CheckIcon />}
        <span>{isClosed ? "Open again" : "Resolve"}</span>
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
