import { Component, type ComponentChildren, type Ref } from "preact";
import { MESSAGE_TEXT_MAX } from "../protocol/resources.ts";
import { SendIcon } from "./icons.tsx";

export interface ComposerProps {
  /** Names the field for screen readers, such as "Message to Ada". */
  label: string;
  placeholder: string;
  /** What was in the field before; read once. Give the composer another `key` for another draft. */
  draft?: string;
  onDraft?: (text: string) => void;
  /** False while there is nobody to send to yet: one may write, but not send. */
  ready?: boolean;
  /** Gets a trimmed text within the limit; the field keeps it when the answer is false. */
  onSend: (text: string) => void | boolean;
  onTyping?: () => void;
  /** Gets the field when it is there and null when it goes. */
  fieldRef?: Ref<HTMLTextAreaElement>;
  /** More to fill in, above the field. May come and go while somebody writes: the field stays the same. */
  children?: ComponentChildren;
}

/** The counter is shown when no more than so many characters are left. */
const COUNTER_FROM = 200;

/** The field to write in: grows with its text, Enter sends, Shift+Enter breaks the line. */
export class Composer extends Component<ComposerProps, { text: string }> {
  override state = { text: this.props.draft ?? "" };
  #field: HTMLTextAreaElement | null = null;

  override render() {
    const { label, placeholder, children } = this.props;
    const left = this.#left;
    return (
      <form noValidate onSubmit={this.#submitted}>
        {children}
        <div class="composer">
          <textarea
            ref={this.#attach}
            class="composer-field"
            rows={1}
            dir="auto"
            aria-label={label}
            aria-invalid={left < 0}
            aria-describedby="composer-count"
            placeholder={placeholder}
            enterkeyhint="send"
            value={this.state.text}
            onInput={this.#typed}
            onKeyDown={this.#pressed}
          />
          <div class="composer-count" id="composer-count">
            {left < 0 ? `${-left} characters too long` : left <= COUNTER_FROM && `${left} left`}
          </div>
          <button class="composer-send" type="submit" aria-label="Send" aria-disabled={!this.#sendable}>
            <SendIcon />
          </button>
        </div>
      </form>
    );
  }

  override componentDidMount() {
    this.#fit();
  }

  override componentDidUpdate() {
    this.#fit();
  }

  /** How many characters more the text may have. */
  get #left(): number {
    return MESSAGE_TEXT_MAX - this.state.text.trim().length;
  }

  get #sendable(): boolean {
    const left = this.#left;
    return this.props.ready !== false && left >= 0 && left < MESSAGE_TEXT_MAX;
  }

  readonly #attach = (field: HTMLTextAreaElement | null) => {
    this.#field = field;
    const { fieldRef } = this.props;
    if (typeof fieldRef === "function") fieldRef(field);
    else if (fieldRef) fieldRef.current = field;
  };

  readonly #typed = (event: { currentTarget: HTMLTextAreaElement }) => {
    this.#change(event.currentTarget.value);
    this.props.onTyping?.();
  };

  readonly #pressed = (event: KeyboardEvent) => {
    // While a Chinese, Japanese or Korean word is composed, Enter chooses the word; Safari tells it by the key code alone.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229)
      this.#submitted(event);
  };

  readonly #submitted = (event: Event) => {
    event.preventDefault();
    this.#field?.focus();
    if (!this.#sendable) return;
    if (this.props.onSend(this.state.text.trim()) !== false) this.#change("");
  };

  #change(text: string): void {
    this.setState({ text });
    this.props.onDraft?.(text);
  }

  /** Makes the field as high as its text; the stylesheet bounds it. */
  #fit(): void {
    const field = this.#field;
    if (!field) return;
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight}px`;
  }
}
