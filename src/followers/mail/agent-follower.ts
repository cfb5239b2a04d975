import type { DeskEvents } from "../../protocol/events.ts";
import { type NotificationSettings, readNotificationSettings } from "../../protocol/notifications.ts";
import type { Message } from "../../protocol/resources.ts";
import { agentMailOf, isTeamOnline, membersOf, teamsOfPerson, waitingOf } from "../../store/agent-mail.ts";
import { type ConversationRow, conversationByPublicId } from "../../store/conversations.ts";
import type { Tx } from "../../store/group-commit.ts";
import type { FollowedRow } from "../../store/log.ts";
import { lastSent, queueNotice } from "../../store/notices.ts";
import { personByPublicId } from "../../store/people.ts";
import type { FollowerWork } from "../follower.ts";
import { isOldNews, type MailFollowerParts } from "./mail-follower.ts";

/** Somebody may only be loading the page anew. */
const EMPTY_DESK_MS = 60_000;
/** How many conversations the mails name that go out when the last one of a team leaves. */
const LEFT_MAX = 20;
const MINUTE_MS = 60_000;

/** Queues what agents are told by e-mail: what waits while nobody is there, and what they have not read. */
export function agentFollower(parts: MailFollowerParts): FollowerWork {
  return {
    name: "agent-mail",
    onError: parts.onError,
    onCommit: parts.onQueued,
    async handle(tx, rows) {
      const step = new Step(tx, parts);
      for (const row of rows) if (!isOldNews(row, parts.clock.now())) await step.consider(row);
    },
  };
}

/** One step of the follower. What was looked up for one row is not looked up again for the next. */
class Step {
  readonly #tx: Tx;
  readonly #parts: MailFollowerParts;
  readonly #wishes = new Map<number, NotificationSettings["email"] | undefined>();
  /** Conversations that an assignee will be told of, unless they are read by then. */
  readonly #unread = new Set<string>();

  constructor(tx: Tx, parts: MailFollowerParts) {
    this.#tx = tx;
    this.#parts = parts;
  }

  async consider(row: FollowedRow): Promise<void> {
    switch (row.event) {
      case "message:new": {
        const { senderRole, conversationId } = JSON.parse(row.data) as Message;
        if (senderRole === "customer") await this.#considerUnread(conversationId, row);
        break;
      }
      case "conversation:assigned":
        // To an agent who is there it is no news, but it may lie there for long.
        await this.#considerUnread(conversationIdOf(row), row);
        break;
      case "queue:entered": {
        const conversation = await conversationByPublicId(this.#tx.db, conversationIdOf(row));
        if (conversation) await this.#considerWaiting(conversation, row);
        break;
      }
      case "member:updated":
        await this.#considerLeft(JSON.parse(row.data) as DeskEvents["member:updated"], row);
        break;
    }
  }

  /** Whether it is still unread is looked at when it is due. */
  async #considerUnread(conversationId: string, row: FollowedRow): Promise<void> {
    if (this.#unread.has(conversationId)) return;
    const conversation = await conversationByPublicId(this.#tx.db, conversationId);
    const assigneeId = conversation?.assigneeId ?? null;
    if (!conversation || assigneeId === null) return;
    const { unreadMinutes = 0 } = (await this.#wishesOf(assigneeId)) ?? {};
    if (unreadMinutes === 0) return;
    this.#unread.add(conversationId);
    await queueNotice(
      this.#tx,
      { kind: "unread", personId: assigneeId, conversationId: conversation.id },
      this.#times(row.created_at + unreadMinutes * MINUTE_MS),
    );
  }

  async #considerWaiting({ id, teamId, waitingSince }: ConversationRow, row: FollowedRow): Promise<void> {
    const { db } = this.#tx;
    if (waitingSince === null || (await isTeamOnline(db, teamId))) return;
    for (const personId of await membersOf(db, teamId)) {
      const subject = { kind: "queue" as const, personId, conversationId: id };
      if ((await this.#wishesOf(personId))?.queue !== true) continue;
      if (((await lastSent(db, subject))?.finishedAt ?? 0) > waitingSince) continue;
      await queueNotice(this.#tx, subject, this.#times(row.created_at + EMPTY_DESK_MS));
    }
  }

  /** What waited while somebody was there is told when nobody is any more. */
  async #considerLeft({ agentId, online }: DeskEvents["member:updated"], row: FollowedRow): Promise<void> {
    const { db } = this.#tx;
    const agent = online ? undefined : await personByPublicId(db, agentId);
    for (const teamId of agent ? await teamsOfPerson(db, agent.id) : [])
      for (const conversation of await waitingOf(db, teamId, LEFT_MAX))
        await this.#considerWaiting(conversation, row);
  }

  async #wishesOf(personId: number): Promise<NotificationSettings["email"] | undefined> {
    if (!this.#wishes.has(personId)) {
      const agent = await agentMailOf(this.#tx.db, personId);
      this.#wishes.set(personId, agent && readNotificationSettings(agent.notifications).email);
    }
    return this.#wishes.get(personId);
  }

  #times(dueAt: number): { dueAt: number; now: number; domain: string } {
    return { dueAt, now: this.#parts.clock.now(), domain: this.#parts.domain };
  }
}

function conversationIdOf(row: FollowedRow): string {
  return (JSON.parse(row.data) as { conversationId: string }).conversationId;
}
