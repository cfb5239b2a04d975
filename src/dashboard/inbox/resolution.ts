import { signal } from "@preact/signals";
import type { Conversation, ConversationStatus } from "../../protocol/resources.ts";
import { showNotice } from "../notices.tsx";
import { api } from "../session.ts";
import { Submission } from "../submission.ts";

/** What was asked for last, of each conversation, and is not answered yet. */
const wishes = signal<readonly { id: string; status: ConversationStatus }[]>([]);

/** Whether a conversation is being resolved or opened again. */
export function isChanging(id: string): boolean {
  return wishes.value.some((wish) => wish.id === id);
}

/**
 * Resolves a conversation that is not closed, opens a closed one again, and says so. The event may overtake the answer: whoever
 * sees the new status may take it back at once. To ask for the same once more changes nothing.
 */
export async function toggleResolution({ id, status, customer }: Conversation): Promise<void> {
  const wish = { id, status: status === "closed" ? "open" : "closed" } as const;
  if (wishes.value.some((other) => other.id === id && other.status === wish.status)) return;
  wishes.value = [...wishes.value.filter((other) => other.id !== id), wish];
  const submission = new Submission();
  const done = await submission.run(async () => {
    await (wish.status === "closed" ? api.resolve(id) : api.reopen(id));
  });
  // Taken back meanwhile: how that went is the news.
  if (!wishes.value.includes(wish)) return;
  wishes.value = wishes.value.filter((other) => other !== wish);
  if (!done) showNotice(submission.problem.value ?? "", "problem");
  else
    showNotice(
      wish.status === "closed"
        ? `The conversation with ${customer.name} is resolved.`
        : `The conversation with ${customer.name} is open again.`,
    );
}
