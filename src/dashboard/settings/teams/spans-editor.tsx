import type { JSX } from "preact";
import type { DayHours } from "../../../protocol/teams.ts";
import { CloseIcon } from "../../../ui/icons.tsx";
import { oneMoreSpan } from "./team-draft.ts";

export interface SpansEditorProps {
  /** Whose spans they are, for those who hear the page, such as "Monday". */
  day: string;
  spans: readonly DayHours[];
  onSpans: (spans: readonly DayHours[]) => void;
}

/** As many as the desk takes for one day. */
const SPANS_MAX = 6;
const MIDNIGHT = "24:00";

/** From when until when, several times a day; closed without any. */
export function SpansEditor({ day, spans, onSpans }: SpansEditorProps): JSX.Element {
  const change = (at: number, part: Partial<DayHours>) =>
    onSpans(spans.map((span, index) => (index === at ? { ...span, ...part } : span)));
  return (
    <div class="spans">
      {spans.length === 0 && <span class="muted spans-closed">Closed</span>}
      {spans.map(({ from, to }, at) => (
        // Spans have no names of their own, only places.
        <span key={at} class="span">
          <input
            class="plain-input"
            type="time"
            aria-label={`${day}, from`}
            value={from}
            onInput={(event) => change(at, { from: event.currentTarget.value })}
          />
          <span aria-hidden="true">–</span>
          <input
            class="plain-input"
            type="time"
            aria-label={`${day}, until`}
            // The browser's clock ends at 23:59: its midnight is the day's end here.
            value={to === MIDNIGHT ? "00:00" : to}
            onInput={(event) => {
              const { value } = event.currentTarget;
              change(at, { to: value === "00:00" ? MIDNIGHT : value });
            }}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${from} to ${to} on ${day}`}
            onClick={() => onSpans(spans.filter((_, index) => index !== at))}
          >
            <CloseIcon />
          </button>
        </span>
      ))}
      {spans.length < SPANS_MAX && (
        <button type="button" class="text-button" onClick={() => onSpans(oneMoreSpan(spans))}>
          {spans.length === 0 ? "Open" : "Add hours"}
          <span class="only-heard"> on {day}</span>
        </button>
      )}
    </div>
  );
}
