import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import type { Conversation } from "../../protocol/resources.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { lazy } from "../lazy.tsx";
import { me } from "../session.ts";
import type { AssignmentLogProps } from "./assignment-log-panel.tsx";
import { LabelChips } from "./label-chips.tsx";
import { fullTime } from "./relative-time.ts";
import { statusWords } from "./status-words.ts";
import { leaveConversation } from "./thread-deeds.ts";
import { openSheet } from "./thread-sheets.tsx";

const AssignmentLogPanel: ComponentType<AssignmentLogProps> = lazy(
  async () => (await import("./assignment-log-panel.tsx")).AssignmentLogPanel,
);

/** Who one is talking with, whose conversation it is and why, and what to do with it. */
export function ConversationCard({ conversation }: { conversation: Conversation }): JSX.Element {
  const { id, customer, status, assignee, assigneeAway, team, labels, createdAt } = conversation;
  const isMine = assignee?.id === me.value?.id;
  const mayDecide = status !== "closed" && (isMine || me.value?.role === "admin");
  return (
    <div class="customer-card">
      <div class="customer-head">
        <Avatar name={customer.name} />
        <h2>
          <bdi>{customer.name}</bdi>
        </h2>
      </div>
      <dl class="facts">
        <dt>Status</dt>
        <dd>
          <span class="tag" data-status={status}>
            {statusWords(conversation)}
          </span>
        </dd>
        <dt>Since</dt>
        <dd>
          <time dateTime={createdAt}>{fullTime(createdAt)}</time>
        </dd>
        <dt>Team</dt>
        <dd>
          <bdi>{team.name}</bdi>
        </dd>
        <dt>Answered by</dt>
        <dd>
          {assignee === null ? "Nobody yet" : <bdi>{assignee.name}</bdi>}
          {isMine && " (you)"}
          {assigneeAway && " · away"}
        </dd>
        <dt>Labels</dt>
        <dd class="fact-labels">
          {labels.length === 0 ? <span class="muted">None</span> : <LabelChips labels={labels} />}
          {(mayDecide || assignee === null) && (
            <button
              type="button"
              class="text-button"
              title="Labels (l)"
              onClick={() => openSheet("labels", id)}
            >
              Edit<span class="only-heard"> the labels</span>
            </button>
          )}
        </dd>
      </dl>
      {mayDecide && (
        <div class="card-deeds">
          <button
            type="button"
            class="button button-quiet"
            title="Hand over (h)"
            onClick={() => openSheet("hand-over", id)}
          >
            Hand over
          </button>
          {isMine && (
            <button
              type="button"
              class="button button-quiet"
              title="Back to the queue, for somebody else"
              onClick={() => void leaveConversation(conversation)}
            >
              Leave it
            </button>
          )}
        </div>
      )}
      <Why conversation={conversation} isMine={isMine} />
    </div>
  );
}

function Why({ conversation, isMine }: { conversation: Conversation; isMine: boolean }): JSX.Element {
  const isShown = useSignal(false);
  const { assignee } = conversation;
  const question =
    assignee === null ? "Why does it wait?" : `Why did ${isMine ? "I" : assignee.name} get this?`;
  return (
    <section class="why">
      <button
        type="button"
        class="why-button"
        aria-expanded={isShown.value}
        onClick={() => {
          isShown.value = !isShown.value;
        }}
      >
        {question}
      </button>
      {isShown.value && <AssignmentLogPanel conversation={conversation} />}
    </section>
  );
}
