import { noteStep } from "../store/assignments.ts";
import { oldestOpen, silentConversations } from "../store/conversations.ts";
import type { Tx } from "../store/group-commit.ts";
import { teamById } from "../store/teams.ts";
import { clearTimer, setTimer } from "../store/timers.ts";
import { moveConversation } from "./move-conversation.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How many are closed in one transaction. */
const AT_ONCE = 100;

/**
 * Closes what has been silent for as many days as its team wants, if the last word was the agent's: a customer who
 * waits for an answer is never closed away.
 */
export async function closeSilent(tx: Tx, teamId: number, at: number): Promise<void> {
  const { autoCloseDays } = (await teamById(tx.db, teamId)).settings;
  if (autoCloseDays === null) return;
  const silentSince = at - autoCloseDays * DAY_MS;
  const silent = await silentConversations(tx.db, teamId, silentSince, AT_ONCE);
  for (const conversation of silent) {
    await noteStep(tx, {
      conversationId: conversation.id,
      teamId,
      kind: "auto-closed",
      because: "silence",
      agentId: conversation.assigneeId,
      at,
    });
    await moveConversation(tx, conversation, { status: "closed" }, at);
  }
  if (silent.length === AT_ONCE) await setTimer(tx, "auto-close", teamId, at);
  else await keepAutoClose(tx, teamId, at);
}

/** Sets the timer for the conversation that falls silent next; what is opened later falls silent later. */
export async function keepAutoClose(tx: Tx, teamId: number, at: number): Promise<void> {
  const { autoCloseDays } = (await teamById(tx.db, teamId)).settings;
  if (autoCloseDays === null) return await clearTimer(tx, "auto-close", teamId);
  const period = autoCloseDays * DAY_MS;
  const oldest = await oldestOpen(tx.db, teamId, at - period);
  await setTimer(tx, "auto-close", teamId, (oldest ?? at) + period);
}
