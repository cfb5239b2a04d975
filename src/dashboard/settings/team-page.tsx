import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Agent } from "../../protocol/resources.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { CopyButton } from "../copy-button.tsx";
import { fullTime } from "../inbox/relative-time.ts";
import { LoadedView, useLoaded } from "../loaded.tsx";
import { api, me } from "../session.ts";
import { Submission } from "../submission.ts";

/** Who answers here, who of them is there, and a way to invite more. */
export function TeamPage(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.agents());
  return (
    <>
      {me.value?.role === "admin" && <InviteCard />}
      <section class="card" aria-labelledby="team-list">
        <h2 id="team-list">People</h2>
        <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the team">
          {({ agents }) => (
            <ul class="people">
              {agents.map((agent) => (
                <PersonRow key={agent.id} agent={agent} isMe={agent.id === me.value?.id} />
              ))}
            </ul>
          )}
        </LoadedView>
      </section>
    </>
  );
}

function PersonRow({ agent, isMe }: { agent: Agent; isMe: boolean }): JSX.Element {
  return (
    <li class="person">
      <Avatar name={agent.name} />
      <div class="person-who">
        <strong>
          {agent.name}
          {isMe && <span class="muted"> (you)</span>}
        </strong>
        <span class="muted">{agent.email}</span>
      </div>
      <span class="tag">{agent.role === "admin" ? "Admin" : "Agent"}</span>
      <span class="presence" data-presence={presenceOf(agent)}>
        {PRESENCE_WORDS[presenceOf(agent)]}
      </span>
    </li>
  );
}

type Presence = "available" | "away" | "offline";

const PRESENCE_WORDS: Record<Presence, string> = { available: "Available", away: "Away", offline: "Offline" };

function presenceOf({ online, available }: Agent): Presence {
  if (!online) return "offline";
  return available ? "available" : "away";
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
