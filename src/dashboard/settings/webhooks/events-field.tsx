import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { WebhookEventName } from "../../../protocol/webhooks.ts";
import { WEBHOOK_EVENT_WORDS } from "./webhook-event-words.ts";

export interface EventsFieldProps {
  offered: readonly WebhookEventName[];
  chosen: readonly WebhookEventName[];
  onChosen: (events: WebhookEventName[]) => void;
  problem: string | undefined;
}

/** Which kinds of events are told, each with when it happens. */
export function EventsField({ offered, chosen, onChosen, problem }: EventsFieldProps): JSX.Element {
  const id = useId();
  const all = chosen.length === offered.length;
  return (
    <fieldset class="events-field" aria-describedby={problem === undefined ? undefined : id}>
      <legend>Events</legend>
      <button type="button" class="button button-quiet" onClick={() => onChosen(all ? [] : [...offered])}>
        {all ? "Choose none" : "Choose all"}
      </button>
      {problem !== undefined && (
        <p class="field-problem" id={id}>
          {problem}
        </p>
      )}
      {offered.map((event, index) => (
        <label key={event}>
          <input
            type="checkbox"
            checked={chosen.includes(event)}
            aria-invalid={index === 0 && problem !== undefined}
            onChange={({ currentTarget }) =>
              onChosen(
                offered.filter((each) => (each === event ? currentTarget.checked : chosen.includes(each))),
              )
            }
          />
          <span>
            <code>{event}</code>
            <span class="muted">{WEBHOOK_EVENT_WORDS[event]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
