import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { PASSWORD_MIN } from "../../protocol/resources.ts";
import { Field } from "./field.tsx";
import { type PasswordStrength, passwordStrength } from "./password-strength.ts";

export interface PasswordFieldProps {
  value: string;
  onValue: (value: string) => void;
  problem?: string | undefined;
  /** A new password shows how strong it is; an existing one has nothing to improve. */
  isNew?: boolean;
}

const HINTS: Record<PasswordStrength, string> = {
  empty: `At least ${PASSWORD_MIN} characters. Four random words are a good password.`,
  short: `Too short: at least ${PASSWORD_MIN} characters.`,
  fair: "Fair. Longer is stronger.",
  strong: "Strong.",
};

/** A password with a button that shows it and, for a new one, a word on its strength. */
export function PasswordField({ value, onValue, problem, isNew = false }: PasswordFieldProps): JSX.Element {
  const shown = useSignal(false);
  return (
    <Field
      label="Password"
      name="password"
      type={shown.value ? "text" : "password"}
      value={value}
      onValue={onValue}
      problem={problem}
      autoComplete={isNew ? "new-password" : "current-password"}
      hint={isNew ? <StrengthHint strength={passwordStrength(value)} /> : undefined}
      trailing={
        <button
          type="button"
          class="field-reveal"
          aria-label={shown.value ? "Hide password" : "Show password"}
          onClick={() => {
            shown.value = !shown.value;
          }}
        >
          {shown.value ? "Hide" : "Show"}
        </button>
      }
    />
  );
}

function StrengthHint({ strength }: { strength: PasswordStrength }): JSX.Element {
  return (
    <>
      <span class="strength" data-strength={strength} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {HINTS[strength]}
    </>
  );
}
