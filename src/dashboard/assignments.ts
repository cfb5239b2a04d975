import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { announce } from "./notices.tsx";
import { inbox } from "./session.ts";

/** Conversations that became mine while I was here and that I have not opened yet. */
export const fresh = signal<ReadonlySet<string>>(new Set());

/** Marks each new assignment as fresh and has it read out. */
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
}

/** Somebody has looked at it. */
export function noLongerFresh(id: string): void {
  if (fresh.value.has(id)) fresh.value = new Set([...fresh.value].filter((other) => other !== id));
}
