import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

export interface SwitchRowProps {
  label: string;
  sentence: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** A setting that is on or off. */
export function SwitchRow({ label, sentence, checked, disabled, onChange }: SwitchRowProps): JSX.Element {
  return (
    <SettingRow label={label} sentence={sentence} kind="switch">
      {(attributes) => (
        <input
          {...attributes}
          type="checkbox"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
    </SettingRow>
  );
}

export interface SettingRowProps {
  label: string;
  sentence: string;
  kind: "switch" | "number";
  children: (attributes: { id: string; "aria-describedby": string }) => ComponentChildren;
}

/** A setting with its name, its sentence and its control. */
export function SettingRow({ label, sentence, kind, children }: SettingRowProps): JSX.Element {
  const id = useId();
  return (
    <div class="setting" data-kind={kind}>
      <label for={id}>{label}</label>
      <p class="field-hint" id={`${id}-hint`}>
        {sentence}
      </p>
      <div class="setting-control">{children({ id, "aria-describedby": `${id}-hint` })}</div>
    </div>
  );
}
