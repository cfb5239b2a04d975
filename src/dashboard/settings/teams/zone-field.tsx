import type { JSX } from "preact";
import { LOCALE } from "../../../ui/clock.ts";
import { now } from "../../inbox/now.ts";

export interface ZoneFieldProps {
  zone: string;
  onZone: (zone: string) => void;
  problem: string | undefined;
}

/** Picks a time zone by a part of its name, and shows what time it is there. */
export function ZoneField({ zone, onZone, problem }: ZoneFieldProps): JSX.Element {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const time = timeIn(zone, now.value);
  return (
    <div class="field zone">
      <label for="team-zone">Time zone</label>
      <input
        id="team-zone"
        class="plain-input"
        list="zones"
        autocomplete="off"
        spellcheck={false}
        value={zone}
        aria-invalid={problem !== undefined}
        aria-describedby="team-zone-hint"
        onInput={(event) => onZone(event.currentTarget.value)}
      />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {problem !== undefined && <p class="field-problem">{problem}</p>}
      <p class="field-hint" id="team-zone-hint">
        {time === undefined ? "Write a place, such as Europe/Berlin." : `It is ${time} there.`}
        {here !== zone && (
          <button type="button" class="text-button" onClick={() => onZone(here)}>
            Use mine, {here}
          </button>
        )}
      </p>
    </div>
  );
}

/** Undefined for what is no time zone. */
function timeIn(timeZone: string, at: number): string | undefined {
  try {
    return new Date(at).toLocaleTimeString(LOCALE, { hour: "numeric", minute: "2-digit", timeZone });
  } catch {
    return undefined;
  }
}
