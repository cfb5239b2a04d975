import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Look } from "../../client/look.ts";
import { ProblemError } from "../../client/problem-error.ts";
import { FailureNote, useLoaded } from "../loaded.tsx";
import { inboxAddress } from "../route.ts";
import { inbox } from "../session.ts";
import { ThreadSkeleton } from "./thread-skeleton.tsx";

export interface AbsentConversationProps {
  id: string;
  /** It is not mine, but I may look at it. */
  onLook: (look: Look) => void;
}

/** An address may name a conversation that no list has told of: a closed one, one that waits, a colleague's, or none. */
export function AbsentConversation({ id, onLook }: AbsentConversationProps): JSX.Element {
  const { loaded, reload } = useLoaded(() => findUnlessRefused(id));
  const { value: outcome } = loaded;
  const found = outcome.phase === "ready" ? outcome.value : undefined;
  useEffect(() => {
    if (found instanceof Look) onLook(found);
  }, [found]);
  if (outcome.phase === "failed")
    return <FailureNote problem={outcome.problem} onRetry={() => void reload()} />;
  // A found one appears in this component's place.
  if (outcome.phase === "loading" || found !== undefined) return <ThreadSkeleton />;
  return (
    <div class="quiet">
      <h2>Not with you</h2>
      <p>This conversation does not exist, or a colleague has it now.</p>
      <a class="button button-quiet" href={inboxAddress("open")}>
        To the inbox
      </a>
    </div>
  );
}

async function findUnlessRefused(id: string) {
  try {
    return await inbox.value?.find(id);
  } catch (failure) {
    if (failure instanceof ProblemError && (failure.status === 403 || failure.status === 404))
      return undefined;
    throw failure;
  }
}
