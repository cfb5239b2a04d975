import type { LiveConversation } from "../client/live-conversation.ts";
import type { Conversation } from "../protocol/resources.ts";
import { toggleAvailability } from "./availability.ts";
import { toggleResolution } from "./inbox/resolution.ts";
import { takeConversation } from "./inbox/taking.ts";
import { leaveConversation, wakeConversation } from "./inbox/thread-deeds.ts";
import { openSheet } from "./inbox/thread-sheets.tsx";
import type { Command } from "./matching-commands.ts";
import { inboxAddress, settingsAddress, settingsPagesFor } from "./route.ts";
import { navigate } from "./router.ts";
import { inbox, inboxState, me, queueState } from "./session.ts";

/** How many of those who wait the palette offers to take. */
const TAKE_MAX = 5;

/** Everything there is to go to or to do now; what is open first, then conversations, the latest on top. */
export function allCommands(openId: string | undefined): Command[] {
  const open = openId === undefined ? undefined : inbox.value?.conversation(openId)?.state.conversation;
  const waiting = queueState.value.entries.slice(0, TAKE_MAX);
  const available = me.value?.available === true;
  return [
    ...(open ? deedsFor(open) : []),
    ...(inboxState.value?.conversations ?? []).flatMap(conversationCommand),
    ...waiting.map(({ conversationId, customerName }) => ({
      name: `Take ${customerName}`,
      hint: "from the queue",
      run: () => void takeConversation(conversationId, customerName),
    })),
    {
      name: available ? "Be away" : "Be available",
      hint: "for new conversations",
      run: () => void toggleAvailability(),
    },
    { name: "Inbox", hint: "go to", run: () => navigate(inboxAddress("open")) },
    { name: "Queue", hint: "go to", run: () => navigate(inboxAddress("queue")) },
    { name: "Snoozed conversations", hint: "go to", run: () => navigate(inboxAddress("snoozed")) },
    { name: "Closed conversations", hint: "go to", run: () => navigate(inboxAddress("closed")) },
    ...settingsPagesFor(me.value?.role).map((page) => ({
      name: page.replace(/^./, (letter) => letter.toUpperCase()),
      hint: "settings",
      run: () => navigate(settingsAddress(page)),
    })),
  ];
}

/** What one may do with a conversation of one's own. */
function deedsFor(open: Conversation): Command[] {
  const { id, status, customer } = open;
  const deed = (name: string, run: () => void): Command => ({ name, hint: customer.name, run });
  if (status === "closed") return [deed("Open again", () => void toggleResolution(open))];
  return [
    deed("Resolve", () => void toggleResolution(open)),
    deed("Hand over", () => openSheet("hand-over", id)),
    status === "snoozed"
      ? deed("Wake", () => void wakeConversation(open))
      : deed("Snooze", () => openSheet("snooze", id)),
    deed("Label", () => openSheet("labels", id)),
    deed("Leave: back to the queue", () => void leaveConversation(open)),
  ];
}

function conversationCommand({ state }: LiveConversation): Command[] {
  const { conversation } = state;
  if (conversation === null) return [];
  const { id, customer } = conversation;
  return [{ name: customer.name, hint: "conversation", run: () => navigate(inboxAddress("open", id)) }];
}
