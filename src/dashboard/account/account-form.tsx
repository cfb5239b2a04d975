import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { PERSON_NAME_MAX } from "../../protocol/resources.ts";
import { Submission } from "../submission.ts";
import { Field } from "./field.tsx";
import { PasswordField } from "./password-field.tsx";

export interface Credentials {
  name: string;
  email: string;
  password: string;
}

export interface AccountFormProps {
  /** A new account asks for a name and judges the password. */
  isNew: boolean;
  submitLabel: string;
  /** Sends what was written; its rejection is shown in the form. */
  onSubmit: (credentials: Credentials) => Promise<void>;
}

const FIELDS: readonly (keyof Credentials)[] = ["name", "email", "password"];

/** Name, e-mail and password, with what the server has against each of them. */
export function AccountForm({ isNew, submitLabel, onSubmit }: AccountFormProps): JSX.Element {
  const credentials = useSignal<Credentials>({ name: "", email: "", password: "" });
  const submission = useMemo(() => new Submission(FIELDS), []);
  const form = useRef<HTMLFormElement>(null);
  const { name, email, password } = credentials.value;
  const change = (part: Partial<Credentials>) => {
    credentials.value = { ...credentials.value, ...part };
  };
  const faults = submission.fields.value;

  useEffect(() => {
    form.current?.querySelector("input")?.focus();
  }, []);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  return (
    <form
      ref={form}
      class="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submission.run(() => onSubmit(credentials.value));
      }}
    >
      <p class="form-problem" role="alert">
        {submission.problem.value}
      </p>
      {isNew && (
        <Field
          label="Your name"
          name="name"
          value={name}
          onValue={(value) => change({ name: value })}
          autoComplete="name"
          maxLength={PERSON_NAME_MAX}
          problem={faults["name"]}
          hint="Customers see it beside your answers."
        />
      )}
      <Field
        label="E-mail address"
        name="email"
        type="email"
        value={email}
        onValue={(value) => change({ email: value })}
        autoComplete="username"
        problem={faults["email"]}
      />
      <PasswordField
        value={password}
        onValue={(value) => change({ password: value })}
        isNew={isNew}
        problem={faults["password"]}
      />
      <button type="submit" class="button wide" aria-busy={submission.busy.value}>
        {submitLabel}
      </button>
    </form>
  );
}
