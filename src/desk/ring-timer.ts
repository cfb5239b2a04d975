import type { Tx } from "../store/group-commit.ts";
import { personById } from "../store/people.ts";
import type { TimerRow } from "../store/timers.ts";
import { expireOffer } from "./accept-conversation.ts";
import { agentIsGone } from "./attendance.ts";
import { closeSilent } from "./close-silent.ts";
import { wakeConversation } from "./resolve-conversation.ts";
import { keepHours } from "./team-hours.ts";

/** Does what a timer stands for, in the transaction that takes it. */
export async function ringTimer(tx: Tx, { kind, subject }: TimerRow, at: number): Promise<void> {
  switch (kind) {
    case "accept":
      return await expireOffer(tx, subject, at);
    case "wake":
      return await wakeConversation(tx, subject, at);
    case "grace":
      return await agentIsGone(tx, await personById(tx.db, subject), at);
    case "hours":
      return await keepHours(tx, subject, at);
    case "auto-close":
      return await closeSilent(tx, subject, at);
  }
}
