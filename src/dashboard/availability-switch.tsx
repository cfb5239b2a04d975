import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { showNotice } from "./notices.tsx";
import { inbox, me } from "./session.ts";
import { Submission } from "./submission.ts";

/** Whether new conversations may come to me, and the switch for it. */
export function AvailabilitySwitch(): JSX.Element | null {
  const submission = useMemo(() => new Submission(), []);
  const agent = me.value;
  if (agent === undefined) return null;
  const toggle = async () => {
    const done = await submission.run(async () => inbox.value?.setAvailable(!agent.available));
    if (!done) showNotice(submission.problem.value ?? "", "problem");
  };
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={agent.available}
      aria-busy={submission.busy.value}
      aria-label="Available for new conversations"
      title={agent.available ? "New conversations come to you" : "New conversations go to others"}
      onClick={() => void toggle()}
    >
      <span class="switch-track" aria-hidden="true" />
      <span class="switch-words" aria-hidden="true">
        {agent.available ? "Available" : "Away"}
      </span>
    </button>
  );
}
