import type { Conversation } from "../../protocol/resources.ts";
import { describeFailure } from "../describe-failure.ts";
import { showNotice } from "../notices.tsx";
import { inboxAddress } from "../route.ts";
import { navigate, route } from "../router.ts";
import { api, inbox, noticeFailure } from "../session.ts";

/** Gives a conversation of mine back to its team, for somebody else. */
export async function leaveConversation({ id, customer, team }: Conversation): Promise<void> {
  await attempt(async () => {
    await inbox.value?.giveAway(id, () => api.leave(id));
    showNotice(`${customer.name} is back with ${team.name}.`);
    goOn(id);
  });
}

/** Wakes a conversation that sleeps. */
export async function wakeConversation({ id, customer }: Conversation): Promise<void> {
  await attempt(async () => {
    await api.wake(id);
    showNotice(`${customer.name} is back in your inbox.`);
  });
}

/** Leaves a conversation that is not mine any more, if one is still there. */
export function goOn(id: string): void {
  const place = route.peek();
  if (place.screen === "inbox" && place.conversationId === id) navigate(inboxAddress(place.list));
}

async function attempt(deed: () => Promise<void>): Promise<void> {
  try {
    await deed();
  } catch (failure) {
    noticeFailure(failure);
    showNotice(describeFailure(failure), "problem");
  }
}
