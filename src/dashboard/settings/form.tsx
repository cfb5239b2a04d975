import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Submission } from "../submission.ts";

export interface FormProps {
  submission: Submission;
  onSubmit: () => Promise<void>;
  label?: string;
  children: ComponentChildren;
}

/** A form that says what is wrong as a whole, and leads to the first field that is at fault. */
export function Form({ submission, onSubmit, label, children }: FormProps): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const faults = submission.fields.value;
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);
  return (
    <form
      ref={form}
      class="account-form"
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submission.run(onSubmit);
      }}
    >
      <p class="form-problem" role="alert">
        {submission.problem.value}
      </p>
      {children}
    </form>
  );
}
