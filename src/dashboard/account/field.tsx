import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

export interface FieldProps {
  label: string;
  name: string;
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "email" | "password";
  autoComplete: string;
  maxLength?: number;
  /** May be left empty. */
  optional?: boolean;
  /** Which keyboard a phone shows. */
  inputMode?: "numeric" | "url";
  /** What is wrong with it, in a sentence. */
  problem?: string | undefined;
  /** Help that is there before anything is wrong. */
  hint?: ComponentChildren;
  /** A control at the end of the input, such as show/hide. */
  trailing?: ComponentChildren;
}

/** A labelled input whose hint and problem are read out with it. */
export function Field(props: FieldProps): JSX.Element {
  const { label, name, value, onValue, type = "text", optional = false, problem, hint } = props;
  // The DOM's types want to know which one; the attributes used here are allowed with each.
  const inputType = { type } as { type: "text" };
  const id = useId();
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const described = [problem && problemId, hint !== undefined && hintId].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-control">
        <input
          id={id}
          name={name}
          {...inputType}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          autocomplete={props.autoComplete}
          maxLength={props.maxLength}
          spellcheck={false}
          inputMode={props.inputMode}
          required={!optional}
          aria-required={!optional}
          aria-invalid={problem !== undefined}
          aria-describedby={described === "" ? undefined : described}
        />
        {props.trailing}
      </div>
      {problem && (
        <p class="field-problem" id={problemId}>
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p class="field-hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
