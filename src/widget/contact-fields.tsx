import { PERSON_NAME_MAX } from "../protocol/resources.ts";
import { AddressField } from "./address-field.tsx";

/** What the customer says of themselves while nobody is there; kept while the form comes and goes. */
export interface ContactDraft {
  name: string;
  email: string;
  /** Why it can't be sent so, in a sentence. */
  problem: string;
}

export interface ContactFieldsProps {
  /** Whether an address is needed: not where the desk sends no e-mail, though somebody may write to it by hand. */
  required: boolean;
  draft: ContactDraft;
  onChange: (change: Partial<ContactDraft>) => void;
}

/** Makes the composer the form of a desk where nobody is: who writes, and where the answer goes. */
export function ContactFields({ required, draft, onChange }: ContactFieldsProps) {
  return (
    <div class="contacts">
      <div class="contact">
        <label>
          Name, if you like
          <input
            autocomplete="name"
            maxLength={PERSON_NAME_MAX}
            value={draft.name}
            onInput={({ currentTarget }) => onChange({ name: currentTarget.value })}
          />
        </label>
      </div>
      <AddressField
        required={required}
        value={draft.email}
        problem={draft.problem}
        onInput={(email) => onChange({ email, problem: "" })}
      />
    </div>
  );
}
