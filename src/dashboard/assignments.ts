import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Released } from "../client/inbox.ts";
import { announce, showNotice } from "./notices.tsx";
import { inbox } from "./session.ts";

/** Conversations that became mine while I was here and that I have not opened yet. */
export const fresh = signal<ReadonlySet<string>>(new Set());

/** Marks each new assignment as fresh and has it read out; tells what went to somebody else, and why if that is known. */
export function useAssignments(): void {
  const current = inbox.value;
  useEffect(
    () =>
      current?.onAssigned((live) => {
        const { conversation } = live.state;
        if (conversation === null) return;
        fresh.value = new Set([...fresh.value, conversation.id]);
        announce(`New conversation with ${conversation.customer.name}`);
      }),
    [current],
  );
  useEffect(() => current?.onReleased((conversation) => showNotice(releaseWords(conversation))), [current]);
}

/** Somebody has looked at it. */
export function noLongerFresh(id: string): void {
  if (fresh.value.has(id)) fresh.value = new Set([...fresh.value].filter((other) => other !== id));
}

function releaseWords({ accepted, customer }: Released): string {
  return accepted
    ? `${customer.name} is with somebody else now.`
    : `${customer.name} was offered to somebody else: the time to open it was over.`;
}
