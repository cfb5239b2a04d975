import { AlertIcon, RetryIcon } from "../ui/icons.tsx";

export interface ChatFailureProps {
  /** Why, in a sentence, if the desk said so. */
  problem: string | undefined;
  onRetry: () => void;
}

/** The chat can't be shown: why, and what to do. */
export function ChatFailure({ problem, onRetry }: ChatFailureProps) {
  return (
    <div class="failure" role="alert">
      <AlertIcon />
      <p class="failure-title">The chat can’t be opened</p>
      {problem && <p>{problem}.</p>}
      <p>Nothing you wrote is lost. Try again, or reload the page.</p>
      <button class="button" type="button" onClick={onRetry}>
        <RetryIcon /> Try again
      </button>
    </div>
  );
}
