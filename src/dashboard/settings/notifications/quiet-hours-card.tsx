import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { QuietHours } from "../../../protocol/notifications.ts";
import type { CardProps } from "./sound-card.tsx";
import { SwitchRow } from "./switch-row.tsx";

/** When nothing may come. */
export function QuietHoursCard({ settings, onChange }: CardProps): JSX.Element {
  const { quietHours } = settings;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const night = { from: "22:00", to: "07:00", timeZone: here };
  const change = (part: Partial<QuietHours>) => {
    if (quietHours) onChange({ quietHours: { ...quietHours, ...part } });
  };
  return (
    <section class="card">
      <h2>Quiet hours</h2>
      <SwitchRow
        label="Keep quiet for some hours"
        sentence="No sound and no notification. What would have been pushed is not; mail waits until they are over."
        checked={quietHours !== null}
        onChange={(isOn) => onChange({ quietHours: isOn ? night : null })}
      />
      {quietHours !== null && (
        <fieldset class="quiet-hours">
          <legend class="only-heard">Quiet hours</legend>
          <Time label="From" value={quietHours.from} onChange={(from) => change({ from })} />
          <Time label="To" value={quietHours.to} onChange={(to) => change({ to })} />
          <Zone value={quietHours.timeZone} onChange={(timeZone) => change({ timeZone })} />
        </fieldset>
      )}
    </section>
  );
}

interface ControlProps {
  value: string;
  onChange: (value: string) => void;
}

function Time({ label, value, onChange }: ControlProps & { label: string }): JSX.Element {
  const id = useId();
  return (
    <div>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="time"
        required
        value={value}
        onChange={(event) => {
          if (event.currentTarget.value !== "") onChange(event.currentTarget.value);
        }}
      />
    </div>
  );
}

function Zone({ value, onChange }: ControlProps): JSX.Element {
  const id = useId();
  const zones = new Set([value, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return (
    <div>
      <label for={id}>Time zone</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {[...zones].map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </select>
    </div>
  );
}
