import type { LiveConversation } from "../client/live-conversation.ts";
import { toggleAvailability } from "./availability.ts";
import { toggleResolution } from "./inbox/resolution.ts";
import type { Command } from "./matching-commands.ts";
import { inboxAddress, settingsAddress, settingsPagesFor } from "./route.ts";
import { navigate } from "./router.ts";
import { inbox, inboxState, me } from "./session.ts";

/** Everything there is to go to or to do now; conversations first, the latest on top. */
export function allCommands(openId: string | undefined): Command[] {
  const open = openId === undefined ? undefined : inbox.value?.conversation(openId)?.state.conversation;
  const commands = (inboxState.value?.conversations ?? []).flatMap(conversationCommand);
  if (open) {
    const name = open.status === "open" ? "Resolve" : "Open again";
    commands.unshift({ name, hint: open.customer.name, run: () => void toggleResolution(open) });
  }
  const available = me.value?.available === true;
  return [
    ...commands,
    {
      name: available ? "Be away" : "Be available",
      hint: "for new conversations",
      run: () => void toggleAvailability(),
    },
    { name: "Inbox", hint: "go to", run: () => navigate(inboxAddress("open")) },
    { name: "Closed conversations", hint: "go to", run: () => navigate(inboxAddress("closed")) },
    ...settingsPagesFor(me.value?.role).map((page) => ({
      name: page.replace(/^./, (letter) => letter.toUpperCase()),
      hint: "settings",
      run: () => navigate(settingsAddress(page)),
    })),
  ];
}

function conversationCommand({ state }: LiveConversation): Command[] {
  const { conversation } = state;
  if (conversation === null) return [];
  const { id, customer } = conversation;
  return [{ name: customer.name, hint: "conversation", run: () => navigate(inboxAddress("open", id)) }];
}
