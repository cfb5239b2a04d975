import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

/** How long good news stays in sight, in ms; bad news stays until it is dismissed. */
const CALM_SHOWN_MS = 6_000;

interface Notice {
  text: string;
  tone: "calm" | "problem";
}

const notice = signal<Notice | undefined>(undefined);
const announcement = signal("");

/** Shows a sentence in the corner and has it read out. */
export function showNotice(text: string, tone: Notice["tone"] = "calm"): void {
  notice.value = { text, tone };
}

/** Has a sentence read out that the eye gets in another way. */
export function announce(text: string): void {
  // The same words twice would be no change, and so no announcement; the eye and the ear skip the added space.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}

/** The corner of the page where notices appear, there before the first one so that it is listened to. */
export function Notices(): JSX.Element {
  const shown = notice.value;
  useEffect(() => {
    if (shown?.tone !== "calm") return undefined;
    const timer = setTimeout(() => {
      notice.value = undefined;
    }, CALM_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <>
      <div class="notices" role="status">
        {shown !== undefined && (
          <div class="notice" data-tone={shown.tone}>
            <p>{shown.text}</p>
            <button
              type="button"
              class="button button-quiet"
              onClick={() => {
                notice.value = undefined;
              }}
            >
              Dismiss
            </button>
          </div>
        )}
      </div>
      <p class="only-heard" role="status">
        {announcement.value}
      </p>
    </>
  );
}
