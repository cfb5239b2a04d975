import type { DeskEvents } from "../../protocol/events.ts";
import type { Message } from "../../protocol/resources.ts";
import { agentMailOf, isTeamOnline, membersOf, teamsOfPerson, waitingOf } from "../../store/agent-mail.ts";
import { type ConversationRow, conversationByPublicId } from "../../store/conversations.ts";
import type { Tx } from "../../store/group-commit.ts";
import type { FollowedRow } from "../../store/log.ts";
import { lastSent, queueNotice } from "../../store/notices.ts";
import { personByPublicId } from "../../store/people.ts";
import type { FollowerWork } from "../follower.ts";
import { readAgentMailSettings } from "./agent-settings.ts";
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
      for (const row of rows) if (!isOldNews(row, parts.clock.now())) await consider(tx, row, parts);
    },
  };
}

async function consider(tx: Tx, row: FollowedRow, parts: MailFollowerParts): Promise<void> {
  switch (row.event) {
    case "message:new":
    case "conversation:assigned":
    case "queue:entered": {
      const { conversationId } = JSON.parse(row.data) as Pick<Message, "conversationId">;
      const conversation = await conversationByPublicId(tx.db, conversationId);
      if (!conversation) return;
      if (row.event === "queue:entered") await considerWaiting(tx, conversation, row, parts);
      else await considerUnread(tx, conversation, row, parts);
      return;
    }
    case "member:updated": {
      const { agentId, online } = JSON.parse(row.data) as DeskEvents["member:updated"];
      if (online) return;
      const agent = await personByPublicId(tx.db, agentId);
      for (const teamId of agent ? await teamsOfPerson(tx.db, agent.id) : [])
        for (const conversation of await waitingOf(tx.db, teamId, LEFT_MAX))
          await considerWaiting(tx, conversation, row, parts);
    }
  }
}

/** Whether it is still unread is looked at when it is due. */
async function considerUnread(
  tx: Tx,
  { id, assigneeId, agentReadUpTo }: ConversationRow,
  row: FollowedRow,
  { clock, domain }: MailFollowerParts,
): Promise<void> {
  const { senderRole, seq } = JSON.parse(row.data) as Partial<Message>;
  const isNews = row.event === "conversation:assigned" || senderRole === "customer";
  if (assigneeId === null || !isNews) return;
  if (row.event === "message:new" && (seq ?? 0) <= agentReadUpTo) return;
  const agent = await agentMailOf(tx.db, assigneeId);
  const { unreadMinutes } = readAgentMailSettings(agent?.notifications ?? null).email;
  if (!agent || unreadMinutes === 0) return;
  await queueNotice(
    tx,
    { kind: "unread", personId: assigneeId, conversationId: id },
    { dueAt: row.created_at + unreadMinutes * MINUTE_MS, now: clock.now(), domain },
  );
}

async function considerWaiting(
  tx: Tx,
  { id, teamId, waitingSince }: ConversationRow,
  row: FollowedRow,
  { clock, domain }: MailFollowerParts,
): Promise<void> {
  if (waitingSince === null || (await isTeamOnline(tx.db, teamId))) return;
  for (const personId of await membersOf(tx.db, teamId)) {
    const agent = await agentMailOf(tx.db, personId);
    const subject = { kind: "queue" as const, personId, conversationId: id };
    const told = (await lastSent(tx.db, subject))?.finishedAt ?? 0;
    if (!agent || !readAgentMailSettings(agent.notifications).email.queue || told > waitingSince) continue;
    await queueNotice(tx, subject, { dueAt: row.created_at + EMPTY_DESK_MS, now: clock.now(), domain });
  }
}
