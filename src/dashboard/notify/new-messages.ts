import type { ConversationState } from "../../client/conversation.ts";
import type { Message } from "../../protocol/resources.ts";

/** Finds what customers have written since it was asked last; what a conversation begins with is no news. */
export class NewMessages {
  readonly #seen = new Map<string, number>();

  /** The last new message of each conversation that has one. */
  in(conversations: readonly { readonly state: ConversationState }[]): Message[] {
    const news: Message[] = [];
    for (const { state } of conversations) {
      const { conversation, messages } = state;
      if (!conversation) continue;
      const last = messages.at(-1) ?? conversation.lastMessage;
      const seen = this.#seen.get(conversation.id);
      const seq = last?.seq ?? 0;
      if (seen === undefined || seq > seen) this.#seen.set(conversation.id, seq);
      if (last && seen !== undefined && seq > seen && last.senderRole === "customer") news.push(last);
    }
    return news;
  }
}
