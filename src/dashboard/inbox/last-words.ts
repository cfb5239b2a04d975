import type { ConversationState } from "../../client/conversation.ts";

/** What a row of the list says of a conversation below the customer's name. */
export interface LastWords {
  text: string;
  /** Who said it. */
  by: "us" | "customer" | "nobody";
  /** ISO 8601. */
  at: string;
  /** Something I wrote here did not go through. */
  failed: boolean;
}

/** The end of a conversation as of now: unsent texts count, they are what the agent said last. */
export function lastWords(state: ConversationState): LastWords {
  const { conversation, messages, pending } = state;
  const unsent = pending.at(-1);
  const failed = pending.some(({ status }) => status === "failed");
  if (unsent !== undefined) return { text: unsent.text, by: "us", at: unsent.createdAt, failed };
  const last = messages.at(-1) ?? conversation?.lastMessage ?? undefined;
  if (last !== undefined)
    return {
      text: last.text,
      by: last.senderRole === "agent" ? "us" : "customer",
      at: last.createdAt,
      failed,
    };
  return { text: "", by: "nobody", at: conversation?.createdAt ?? "", failed };
}

/** Who of the others is typing there: any, since the other side of an agent's conversation is its customer. */
export function isCustomerTyping(state: ConversationState): boolean {
  const customer = state.conversation?.customer.id;
  return state.typing.some(({ userId }) => userId === customer);
}
