/**
 * "Ada is typing", in a line that keeps its height so that nothing jumps. Not a live region: a screen reader would
 * speak it over what its user is writing.
 */
export function TypingIndicator({ names }: { names: readonly string[] }) {
  return (
    <div class="typing">
      {names.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>
            {names.join(" and ")} {names.length > 1 ? "are" : "is"} typing
          </span>
        </>
      )}
    </div>
  );
}
