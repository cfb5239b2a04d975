import type { JSX } from "preact";

/** What stands in a conversation's place while it is loading. */
export function ThreadSkeleton(): JSX.Element {
  return (
    <div class="thread-skeleton" role="status" aria-label="Loading the conversation">
      <i />
      <i class="own" />
      <i />
      <i />
      <i class="own" />
    </div>
  );
}
