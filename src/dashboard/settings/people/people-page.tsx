import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Agent } from "../../../protocol/resources.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { CopyButton } from "../../copy-button.tsx";
import { LabelChips } from "../../inbox/label-chips.tsx";
import { fullTime } from "../../inbox/relative-time.ts";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { api, me, queueState } from "../../session.ts";
import { loadWords, PRESENCE_WORDS, presenceOf, withStandings } from "../../standing.ts";
import { Submission } from "../../submission.ts";
import { AgentSheet } from "./agent-sheet.tsx";

/** Who answers here, who of them is there, and a way to invite more. */
export function PeoplePage(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.agents());
  const edited = useSignal<Agent | undefined>(undefined);
  const isAdmin = me.value?.role === "admin";
  return (
    <>
      {isAdmin && <InviteCard />}
      <section class="card" aria-labelledby="team-list">
        <h2 id="team-list">People</h2>
        <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the team">
          {({ agents }) => (
            <ul class="people">
              {withStandings(agents, queueState.value.members).map((agent) => (
                <PersonRow
                  key={agent.id}
                  agent={agent}
                  isMe={agent.id === me.value?.id}
                  onEdit={
                    isAdmin
                      ? () => {
                          edited.value = agent;
                        }
                      : undefined
                  }
                />
              ))}
            </ul>
          )}
        </LoadedView>
      </section>
      {edited.value !== undefined && (
        <AgentSheet
          agent={edited.value}
          onChange={() => void reload()}
          onClose={() => {
            edited.value = undefined;
          }}
        />
      )}
    </>
  );
}

interface PersonRowProps {
  agent: Agent;
  isMe: boolean;
  /** For those who may. */
  onEdit: (() => void) | undefined;
}

function PersonRow({ agent, isMe, onEdit }: PersonRowProps): JSX.Element {
  return (
    <li class="person">
      <Avatar name={agent.name} />
      <div class="person-who">
        <strong>
          {agent.name}
          {isMe && <span class="muted"> (you)</span>}
        </strong>
        <span class="muted">{agent.email}</span>
        {agent.skills.length > 0 && (
          <span class="person-skills">
            <LabelChips labels={agent.skills} />
          </span>
        )}
      </div>
      <span class="tag">{agent.role === "admin" ? "Admin" : "Agent"}</span>
      <span class="presence" data-presence={presenceOf(agent)}>
        {PRESENCE_WORDS[presenceOf(agent)]} · {loadWords(agent)}
      </span>
      {onEdit && (
        <button type="button" class="button button-quiet person-edit" onClick={onEdit}>
          Edit<span class="only-heard"> {agent.name}</span>
        </button>
      )}
    </li>
  );
}

function InviteCard(): JSX.Element {
  const role = useSignal<"agent" | "admin">("agent");
  const invitation = useSignal<{ url: string; expiresAt: string } | undefined>(undefined);
  const submission = useMemo(() => new Submission(), []);
  return (
    <section class="card" aria-labelledby="team-invite">
      <h2 id="team-invite">Invite a colleague</h2>
      <p>You get a link for one person. Send it to them yourself; it is shown only now and works once.</p>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submission.run(async () => {
            invitation.value = await api.invite(role.value);
          });
        }}
      >
        <label for="invite-role">They will be</label>
        <select
          id="invite-role"
          value={role.value}
          onChange={(event) => {
            role.value = event.currentTarget.value === "admin" ? "admin" : "agent";
          }}
        >
          <option value="agent">an agent: answers customers</option>
          <option value="admin">an admin: also runs the desk</option>
        </select>
        <button type="submit" class="button" aria-busy={submission.busy.value}>
          Make a link
        </button>
      </form>
      <div role="status">
        {submission.problem.value !== undefined && <p class="form-problem">{submission.problem.value}</p>}
        {invitation.value !== undefined && (
          <div class="invitation">
            <pre class="code" tabIndex={0} aria-label="Invitation link">
              <code>{invitation.value.url}</code>
            </pre>
            <p class="muted">Works until {fullTime(invitation.value.expiresAt)}.</p>
            <CopyButton text={invitation.value.url} label="Copy link" />
          </div>
        )}
      </div>
    </section>
  );
}
