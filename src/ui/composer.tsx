import type { Ref } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { MESSAGE_TEXT_MAX } from "../protocol/resources.ts";
import { SendIcon } from "./icons.tsx";

export interface ComposerProps {
  /** Names the field for screen readers, such as "Message to Ada". */
  label: string;
  placeholder: string;
  /** What was in the field before; read once. Give the composer another `key` for another draft. */
  draft?: string;
  onDraft?: (text: string) => void;
  /** Gets a trimmed text within the limit. Throws to keep it in the field. */
  onSend: (text: string) => void;
  onTyping?: () => void;
  fieldRef?: Ref<HTMLTextAreaElement>;
}

/** The counter is shown when no more than so many characters are left. */
const COUNTER_FROM = 200;

/** The field to write in: grows with its text, Enter sends, Shift+Enter breaks the line. */
export function Composer({
  label,
  placeholder,
  draft = "",
  onDraft,
  onSend,
  onTyping,
  fieldRef,
}: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(draft);
  const left = MESSAGE_TEXT_MAX - text.trim().length;
  const sendable = left >= 0 && left < MESSAGE_TEXT_MAX;

  useLayoutEffect(() => fit(field.current), [text]);

  const change = (value: string) => {
    setText(value);
    onDraft?.(value);
  };
  const send = () => {
    field.current?.focus();
    if (!sendable) return;
    onSend(text.trim());
    change("");
  };
  const pressed = (event: KeyboardEvent) => {
    // While a Chinese, Japanese or Korean word is composed, Enter chooses the word; Safari tells it by the key code alone.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={(element) => {
          field.current = element;
          if (typeof fieldRef === "function") fieldRef(element);
          else if (fieldRef) fieldRef.current = element;
        }}
        class="composer-field"
        rows={1}
        dir="auto"
        aria-label={label}
        aria-invalid={left < 0}
        placeholder={placeholder}
        enterkeyhint="send"
        value={text}
        onInput={(event) => {
          change(event.currentTarget.value);
          onTyping?.();
        }}
        onKeyDown={pressed}
      />
      <div class="composer-count" role="status">
        {left < 0 ? `${-left} characters too long` : left <= COUNTER_FROM && `${left} left`}
      </div>
      <button class="composer-send" type="submit" aria-label="Send" aria-disabled={!sendable}>
        <SendIcon />
      </button>
    </form>
  );
}

/** Makes the field as high as its text; the stylesheet bounds it. */
function fit(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}
