import type { JSX } from "preact";
import type { QueueEntry } from "../../protocol/teams.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { inboxAddress } from "../route.ts";
import { LabelChips } from "./label-chips.tsx";
import { now } from "./now.ts";
import { fullTime } from "./relative-time.ts";
import { takeConversation, takings } from "./taking.ts";
import { waitedTime } from "./waited-time.ts";

export interface QueueRowProps {
  entry: QueueEntry;
  /** Named where there are several. */
  team: string | undefined;
  isOpen: boolean;
}

/** One conversation that waits: who, what was said, for how long, and a way to take it. */
export function QueueRow({ entry, team, isOpen }: QueueRowProps): JSX.Element {
  const { conversationId: id, customerName, preview, labels, waitingSince } = entry;
  return (
    <li class="row queue-row" data-id={id}>
      <a class="row-link" href={inboxAddress("queue", id)} aria-current={isOpen ? "true" : undefined}>
        <Avatar name={customerName} />
        <span class="row-name">
          <bdi>{customerName}</bdi>
        </span>
        <time class="row-time" dateTime={waitingSince} title={`Waits since ${fullTime(waitingSince)}`}>
          <span class="only-heard">waits for </span>
          {waitedTime(waitingSince, now.value)}
        </time>
        <span class="row-words" dir="auto">
          {preview}
        </span>
        {(labels.length > 0 || team !== undefined) && (
          <span class="row-marks">
            {team !== undefined && <span class="tag">{team}</span>}
            <LabelChips labels={labels} />
          </span>
        )}
      </a>
      <button
        type="button"
        class="button button-quiet queue-take"
        aria-busy={takings.value.has(id)}
        onClick={() => void takeConversation(id, customerName)}
      >
        Take<span class="only-heard"> the conversation with {customerName}</span>
      </button>
    </li>
  );
}
