/** The conversation was closed; writing opens it again. */
export function ClosedNote({ onStartNew }: { onStartNew: () => void }) {
  return (
    <p class="closed-note">
      This conversation is closed. Write to open it again, or{" "}
      <button class="link-button" type="button" onClick={onStartNew}>
        start a new one
      </button>
      .
    </p>
  );
}
