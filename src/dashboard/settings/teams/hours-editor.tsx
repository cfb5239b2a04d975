import type { JSX } from "preact";
import { type Holiday, TEAM_NAME_MAX } from "../../../protocol/teams.ts";
import { CloseIcon } from "../../../ui/icons.tsx";
import { SpansEditor } from "./spans-editor.tsx";
import { likeMonday, type TeamDraft, withDay } from "./team-draft.ts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export interface HoursEditorProps {
  draft: TeamDraft;
  onDraft: (change: Partial<TeamDraft>) => void;
  /** What is wrong with the hours, in a sentence. */
  problem: string | undefined;
}

/** When a team is there: always, or by the week, with days that are unlike the others. */
export function HoursEditor({ draft, onDraft, problem }: HoursEditorProps): JSX.Element {
  const { always, weekly } = draft;
  return (
    <>
      <div class="segments" role="radiogroup" aria-label="When it is there">
        {[true, false].map((each) => (
          <label key={String(each)}>
            <input
              type="radio"
              name="always"
              checked={always === each}
              onChange={() => onDraft({ always: each })}
            />
            <span>{each ? "Always" : "By the week"}</span>
          </label>
        ))}
      </div>
      {!always && (
        <>
          <ul class="week">
            {DAYS.map((day, at) => (
              <li key={day}>
                <span class="week-day">{day}</span>
                <SpansEditor
                  day={day}
                  spans={weekly[at] ?? []}
                  onSpans={(spans) => onDraft({ weekly: withDay(weekly, at, spans) })}
                />
                {at === 0 && (
                  <button
                    type="button"
                    class="text-button week-copy"
                    onClick={() => onDraft({ weekly: likeMonday(weekly) })}
                  >
                    Copy to Tuesday–Friday
                  </button>
                )}
              </li>
            ))}
          </ul>
          <Holidays draft={draft} onDraft={onDraft} />
        </>
      )}
      {problem !== undefined && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Holidays({ draft, onDraft }: Pick<HoursEditorProps, "draft" | "onDraft">): JSX.Element {
  const { holidays } = draft;
  const change = (at: number, day: Holiday) => onDraft({ holidays: holidays.with(at, day) });
  return (
    <div class="holidays">
      <h3>Holidays</h3>
      <p class="field-hint">Days unlike their weekday: closed, or with hours of their own.</p>
      <ul>
        {holidays.map((holiday, at) => {
          const name = holiday.name || holiday.date || "this holiday";
          return (
            // Two may have the same date while one is being typed.
            <li key={at}>
              <input
                class="plain-input"
                type="date"
                aria-label="Date"
                value={holiday.date}
                onInput={(event) => change(at, { ...holiday, date: event.currentTarget.value })}
              />
              <input
                class="plain-input"
                aria-label="What it is called"
                placeholder="such as New Year"
                maxLength={TEAM_NAME_MAX}
                value={holiday.name}
                onInput={(event) => change(at, { ...holiday, name: event.currentTarget.value })}
              />
              <button
                type="button"
                class="icon-button"
                aria-label={`Remove ${name}`}
                onClick={() => onDraft({ holidays: holidays.filter((_, index) => index !== at) })}
              >
                <CloseIcon />
              </button>
              <SpansEditor
                day={name}
                spans={holiday.hours ?? []}
                onSpans={(spans) => {
                  const { hours: _, ...closed } = holiday;
                  change(at, spans.length === 0 ? closed : { ...closed, hours: [...spans] });
                }}
              />
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        class="button button-quiet"
        onClick={() => onDraft({ holidays: [...holidays, { date: "", name: "" }] })}
      >
        Add a holiday
      </button>
    </div>
  );
}
