import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Conversation } from "../../protocol/resources.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { LoadedView, useLoaded } from "../loaded.tsx";
import { showNotice } from "../notices.tsx";
import { inboxAddress } from "../route.ts";
import { navigate } from "../router.ts";
import { api, me } from "../session.ts";
import { Submission } from "../submission.ts";
import { fullTime } from "./relative-time.ts";

/** Who one is talking with, and whose conversation it is. */
export function ConversationCard({ conversation }: { conversation: Conversation }): JSX.Element {
  const { customer, status, assignee, createdAt } = conversation;
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
            {status === "open" ? "Open" : "Resolved"}
          </span>
        </dd>
        <dt>Since</dt>
        <dd>
          <time dateTime={createdAt}>{fullTime(createdAt)}</time>
        </dd>
        <dt>Answered by</dt>
        <dd>
          {assignee === null ? "Nobody yet" : <bdi>{assignee.name}</bdi>}
          {assignee?.id === me.value?.id && " (you)"}
        </dd>
      </dl>
      <HandOver conversation={conversation} />
    </div>
  );
}

/** Gives the conversation to a colleague: it leaves this inbox at once. */
function HandOver({ conversation }: { conversation: Conversation }): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.agents());
  const chosen = useSignal("");
  const submission = useMemo(() => new Submission(), []);
  return (
    <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the team">
      {({ agents }) => {
        const colleagues = agents.filter(({ id }) => id !== conversation.assignee?.id);
        const colleague = colleagues.find(({ id }) => id === chosen.value);
        if (colleagues.length === 0)
          return <p class="muted">Invite colleagues to hand conversations over.</p>;
        return (
          <form
            class="hand-over"
            onSubmit={(event) => {
              event.preventDefault();
              if (colleague === undefined) return;
              void submission.run(async () => {
                await api.assign(conversation.id, { agentId: colleague.id, evenIfAway: true });
                showNotice(`${conversation.customer.name} is with ${colleague.name} now.`);
                navigate(inboxAddress("open"));
              });
            }}
          >
            <label for="hand-over-to">Hand over to</label>
            <select
              id="hand-over-to"
              value={chosen.value}
              onChange={(event) => {
                chosen.value = event.currentTarget.value;
              }}
            >
              <option value="">Choose a colleague</option>
              {colleagues.map(({ id, name, online, available }) => (
                <option key={id} value={id}>
                  {name} · {online ? (available ? "available" : "away") : "offline"}
                </option>
              ))}
            </select>
            <button
              type="submit"
              class="button button-quiet"
              disabled={colleague === undefined}
              aria-busy={submission.busy.value}
            >
              Hand over
            </button>
            <p class="form-problem" role="alert">
              {submission.problem.value}
            </p>
          </form>
        );
      }}
    </LoadedView>
  );
}
