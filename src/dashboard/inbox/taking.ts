import { signal } from "@preact/signals";
import { ProblemError } from "../../client/problem-error.ts";
import type { Conversation } from "../../protocol/resources.ts";
import { describeFailure } from "../describe-failure.ts";
import { showNotice } from "../notices.tsx";
import { inboxAddress } from "../route.ts";
import { navigate } from "../router.ts";
import { inbox, inboxState, me, noticeFailure, queueState } from "../session.ts";

/** Conversations that are being taken. */
export const takings = signal<ReadonlySet<string>>(new Set());

/**
 * Makes a conversation mine, from the queue or from whoever has it, and leads to it; says in friendly words why that
 * did not work.
 */
export async function takeConversation(id: string, customerName: string): Promise<void> {
  if (takings.value.has(id)) return;
  takings.value = new Set([...takings.value, id]);
  try {
    await inbox.value?.take(id);
    navigate(inboxAddress("open", id));
  } catch (failure) {
    noticeFailure(failure);
    showNotice(whyNot(failure, id, customerName), "problem");
  } finally {
    takings.value = new Set([...takings.value].filter((other) => other !== id));
  }
}

function whyNot(failure: unknown, id: string, customerName: string): string {
  const code = failure instanceof ProblemError ? failure.code : undefined;
  if (code === "already-taken") {
    const taker = queueState.value.left.get(id)?.name ?? "A colleague";
    return `${taker} was faster: ${customerName} is in good hands.`;
  }
  if (code === "agent-full") {
    const mine = inboxState.value?.conversations.length ?? 0;
    return `You have ${mine} conversations, and that is all you take at once. Resolve or snooze one, then take ${customerName}.`;
  }
  return describeFailure(failure);
}

/** Takes what waits, or as an admin what a colleague has; false for what is not to be taken. */
export function takeFromQueue(id: string, shown: Conversation | undefined): boolean {
  const entry = queueState.value.entries.find(({ conversationId }) => conversationId === id);
  const isColleagues =
    me.value?.role === "admin" && shown?.id === id && shown.status !== "closed" && shown.assignee !== null;
  const name = entry?.customerName ?? (isColleagues ? shown.customer.name : undefined);
  if (name === undefined) return false;
  void takeConversation(id, name);
  return true;
}
