import type { JSX } from "preact";
import { availability, toggleAvailability } from "./availability.ts";
import { me } from "./session.ts";

/** Whether new conversations may come to me, and the switch for it. */
export function AvailabilitySwitch(): JSX.Element | null {
  const agent = me.value;
  if (agent === undefined) return null;
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={agent.available}
      aria-busy={availability.busy.value}
      aria-label="Available for new conversations"
      title={agent.available ? "New conversations come to you" : "New conversations go to others"}
      onClick={() => void toggleAvailability()}
    >
      <span class="switch-track" aria-hidden="true" />
      <span class="switch-words" aria-hidden="true">
        {agent.available ? "Available" : "Away"}
      </span>
    </button>
  );
}
