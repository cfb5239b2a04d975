import { useEffect } from "preact/hooks";
import { ProblemError } from "../../client/problem-error.ts";
import type { Conversation } from "../../protocol/resources.ts";
import { api, me } from "../session.ts";

/** Offers whose clocks were asked to stop; each a conversation and its time. */
const accepted = new Set<string>();

/**
 * Accepts an offer that is on the screen of somebody who is there: the page is in sight and has the focus. Returns what
 * to call when they do something in it.
 */
export function useAcceptance(conversation: Conversation | null): () => void {
  const offer = conversation && isOffer(conversation) ? conversation : undefined;
  useEffect(() => {
    if (offer === undefined) return undefined;
    const looked = () => {
      if (document.visibilityState === "visible" && document.hasFocus()) void accept(offer);
    };
    looked();
    document.addEventListener("visibilitychange", looked);
    addEventListener("focus", looked);
    return () => {
      document.removeEventListener("visibilitychange", looked);
      removeEventListener("focus", looked);
    };
  }, [offer?.id, offer?.acceptBy]);
  return () => {
    if (offer !== undefined) void accept(offer);
  };
}

/** Whether a conversation is mine only if I open it in time. */
export function isOffer({ accepted: isAccepted, assignee, status }: Conversation): boolean {
  return !isAccepted && status === "open" && assignee?.id === me.value?.id;
}

async function accept({ id, acceptBy }: Conversation): Promise<void> {
  const offer = `${id} ${acceptBy}`;
  if (accepted.has(offer)) return;
  accepted.add(offer);
  try {
    await api.accept(id);
  } catch (failure) {
    // Refused: it is somebody else's by now, which is told on its own. Without an answer: the next look tries again.
    if (!(failure instanceof ProblemError)) accepted.delete(offer);
  }
}
