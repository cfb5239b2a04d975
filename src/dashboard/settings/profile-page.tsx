import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Avatar } from "../../ui/avatar.tsx";
import { leave, me } from "../session.ts";
import { Submission } from "../submission.ts";
import { OwnCapacity } from "./people/own-capacity.tsx";

/** Who one is here, and the way out. */
export function ProfilePage(): JSX.Element | null {
  const submission = useMemo(() => new Submission(), []);
  const agent = me.value;
  if (agent === undefined) return null;
  return (
    <>
      <section class="card profile">
        <div class="person">
          <Avatar name={agent.name} />
          <div class="person-who">
            <strong>{agent.name}</strong>
            <span class="muted">{agent.email}</span>
          </div>
          <span class="tag">{agent.role === "admin" ? "Admin" : "Agent"}</span>
        </div>
        <p class="muted">Signing out ends this browser's session and forgets the drafts in this tab.</p>
        <p class="form-problem" role="alert">
          {submission.problem.value}
        </p>
        <button
          type="button"
          class="button button-quiet"
          aria-busy={submission.busy.value}
          onClick={() => void submission.run(leave)}
        >
          Sign out
        </button>
      </section>
      <OwnCapacity />
    </>
  );
}
