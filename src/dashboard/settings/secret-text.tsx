import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { CopyButton } from "../copy-button.tsx";

/** A secret that nobody reads over a shoulder: shown upon asking, and then to be copied. */
export function SecretText({ secret, what }: { secret: string; what: string }): JSX.Element {
  const shown = useSignal(false);
  const toggle = () => {
    shown.value = !shown.value;
  };
  return (
    <>
      {shown.value ? (
        <code class="credential-value" aria-label={what}>
          {secret}
        </code>
      ) : (
        <span class="credential-value" aria-hidden="true">
          ••••••••••••••••
        </span>
      )}
      <span class="credential-deeds">
        {shown.value && <CopyButton text={secret} label="Copy" />}
        <button type="button" class="button button-quiet" aria-expanded={shown.value} onClick={toggle}>
          {shown.value ? "Hide" : "Reveal"}
          <span class="only-heard"> {what}</span>
        </button>
      </span>
    </>
  );
}
