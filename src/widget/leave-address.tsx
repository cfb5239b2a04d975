import { Component } from "preact";
import { ADDRESS_PROBLEM, AddressField, isAddress } from "./address-field.tsx";

export interface LeaveAddressProps {
  /** What was typed before, should it have gone and come back. */
  email: string;
  onEmail: (email: string) => void;
  /** Rejects when the desk can't be told. */
  onLeave: (email: string) => Promise<void>;
}

interface LeaveAddressState {
  saving: boolean;
  problem: string;
}

/** Asks where to send the answer as well. It goes once the desk has the address. */
export class LeaveAddress extends Component<LeaveAddressProps, LeaveAddressState> {
  override state: LeaveAddressState = { saving: false, problem: "" };
  #form: HTMLFormElement | null = null;

  override render() {
    const { email, onEmail } = this.props;
    const { saving, problem } = this.state;
    return (
      <form class="contacts" noValidate ref={this.#attach} onSubmit={this.#submitted}>
        <AddressField
          required
          value={email}
          problem={problem}
          onInput={(typed) => {
            onEmail(typed);
            if (problem) this.setState({ problem: "" });
          }}
        />
        <button class="button" type="submit" aria-disabled={saving}>
          {saving ? "Saving…" : "Save"}
        </button>
      </form>
    );
  }

  readonly #attach = (form: HTMLFormElement | null) => {
    this.#form = form;
    this.#focus();
  };

  readonly #submitted = (event: Event) => {
    event.preventDefault();
    const { email } = this.props;
    if (this.state.saving) return;
    if (isAddress(email)) void this.#save(email);
    else this.#refuse(ADDRESS_PROBLEM);
  };

  async #save(email: string): Promise<void> {
    this.setState({ saving: true });
    try {
      await this.props.onLeave(email.trim());
    } catch {
      this.#refuse("It could not be saved. Try again in a moment.");
    }
  }

  #refuse(problem: string): void {
    this.setState({ saving: false, problem });
    this.#focus();
  }

  #focus(): void {
    this.#form?.querySelector("input")?.focus();
  }
}
