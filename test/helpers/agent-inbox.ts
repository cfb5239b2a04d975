import { Inbox } from "../../src/client/inbox.ts";
import type { LiveConversation } from "../../src/client/live-conversation.ts";
import type { Player } from "./cast.ts";
import { until } from "./until.ts";

/** An agent's inbox as their dashboard holds it, and what they see in it. */
export class AgentInbox implements Disposable {
  readonly inbox: Inbox;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.inbox = new Inbox({ baseUrl: url, headers: { ...headers } });
  }

  /** Opens somebody's dashboard; settles once its list is there. */
  static async of({ api }: Player, url: string): Promise<AgentInbox> {
    const dashboard = new AgentInbox(url, api.credentials);
    await dashboard.inbox.open();
    await dashboard.until(() => dashboard.inbox.state.phase === "ready");
    return dashboard;
  }

  /** The ids of the conversations, in the order listed. */
  get listed(): (string | null)[] {
    return this.inbox.state.conversations.map(({ id }) => id);
  }

  /** Settles once the condition holds. */
  async until(condition: () => boolean): Promise<void> {
    await until(condition, this.inbox);
  }

  /** The conversation, once it is in the list. */
  async gets(id: string): Promise<LiveConversation> {
    await this.until(() => this.listed.includes(id));
    const conversation = this.inbox.conversation(id);
    if (!conversation) throw new Error("It is listed and yet not there");
    return conversation;
  }

  [Symbol.dispose](): void {
    this.inbox.close();
  }
}

/** The texts of both sides, in the order shown. */
export function textsOf(conversation: Pick<LiveConversation, "state">): string[] {
  return conversation.state.messages.map(({ text }) => text);
}
