import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

/** How long the button says that it worked, in ms. */
const COPIED_SHOWN_MS = 2_500;

export interface CopyButtonProps {
  text: string;
  label: string;
}

/** Puts `text` on the clipboard and says so; where the browser refuses, the text stands beside it to be selected. */
export function CopyButton({ text, label }: CopyButtonProps): JSX.Element {
  const outcome = useSignal<"none" | "copied" | "refused">("none");
  useEffect(() => {
    if (outcome.value === "none") return undefined;
    const timer = setTimeout(() => {
      outcome.value = "none";
    }, COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome.value]);
  const copyText = async () => {
    outcome.value = (await copy(text)) ? "copied" : "refused";
  };
  return (
    <>
      <button type="button" class="button button-quiet" onClick={() => void copyText()}>
        {outcome.value === "copied" ? "Copied" : label}
      </button>
      <span class="only-heard" role="status">
        {outcome.value === "copied" && "Copied to the clipboard"}
        {outcome.value === "refused" && "The browser refused; select the text and copy it"}
      </span>
    </>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    // Absent on plain http from another machine, which is how many try a self-hosted desk first.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
