export interface AddressFieldProps {
  required: boolean;
  value: string;
  /** Why it can't be used, in a sentence. */
  problem: string;
  onInput: (address: string) => void;
}

/** What the desk takes for an address, so that none is refused after it was sent. */
const ADDRESS = /^[\w'+-]+(?:\.[\w'+-]+)*@(?:[a-z\d][a-z\d-]*\.)+[a-z]{2,}$/i;

/** Whether mail could be sent there. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** What to say when it could not. */
export const ADDRESS_PROBLEM = "Enter an address such as vera@example.com.";

/** Where the customer can be reached. */
export function AddressField({ required, value, problem, onInput }: AddressFieldProps) {
  return (
    <div class="contact">
      <label>
        {required ? "E-mail" : "E-mail, if you like"}
        <input
          type="email"
          autocomplete="email"
          required={required}
          aria-invalid={problem !== ""}
          aria-describedby="address-problem"
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      </label>
      <p class="contact-problem" id="address-problem">
        {problem}
      </p>
    </div>
  );
}
