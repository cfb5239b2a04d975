import type { ConversationState } from "../client/conversation.ts";

/** The names of those who are typing, as far as the conversation knows them. */
export function typingNames({ typing, conversation, messages }: ConversationState): string[] {
  const names: string[] = [];
  for (const { userId } of typing) {
    let name = "Somebody";
    for (const message of messages) if (message.senderId === userId) name = message.senderName;
    if (conversation?.customer.id === userId) name = conversation.customer.name;
    if (conversation?.assignee?.id === userId) name = conversation.assignee.name;
    names.push(name);
  }
  return names;
}
