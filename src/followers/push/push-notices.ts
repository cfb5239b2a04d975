import { isQuiet, type PushPayload } from "../../protocol/notifications.ts";
import type { Clock } from "../../store/clock.ts";
import { type ConversationRow, conversationById } from "../../store/conversations.ts";
import type { Database } from "../../store/database.ts";
import { messagesBefore } from "../../store/messages.ts";
import type { Notice, NoticeDetail, PushKind } from "../../store/notices.ts";
import { notificationSettingsOf } from "../../store/notification-settings.ts";
import { personById } from "../../store/people.ts";
import { isAgentOnline, isTeamOnDuty } from "../../store/push-audience.ts";
import { pushSubscriptionById, pushSubscriptionsOf } from "../../store/push-subscriptions.ts";
import { isMember } from "../../store/teams.ts";
import { excerpt } from "../excerpt.ts";
import type { Judgement, NoticeWriter } from "../notice-writer.ts";
import type { OutgoingPush } from "./push-sender.ts";

const EXCERPT_MAX = 80;
/** How far back the last words of the customer are looked for. */
const LOOK_BACK = 20;

/** What each kind of push message is about. */
export function pushNotices(clock: Clock): Readonly<Record<PushKind, NoticeWriter<OutgoingPush>>> {
  return {
    "push-assigned": aboutConversation(clock, {
      drop: async (_, notice, row) =>
        row.assigneeId === notice.personId && row.status === "open" ? undefined : "It is not theirs",
      title: (customer) => `New conversation with ${customer}`,
    }),
    "push-message": aboutConversation(clock, {
      async drop(db, notice, row) {
        if (row.assigneeId !== notice.personId || row.status !== "open") return "It is not theirs";
        const last = await lastWords(db, row.id);
        if (!last || last.seq <= row.agentReadUpTo) return "It was read";
        // Their dashboard tells them.
        return (await isAgentOnline(db, notice.personId)) ? "They are there" : undefined;
      },
      title: (customer) => `${customer} wrote`,
    }),
    "push-queue": aboutConversation(clock, {
      async drop(db, notice, row) {
        const isTheirs = row.waitingSince !== null && (await isMember(db, row.teamId, notice.personId));
        return isTheirs && !(await isTeamOnDuty(db, row.teamId)) ? undefined : "Somebody is there";
      },
      title: (customer) => `${customer} waits, and nobody is there`,
      url: "/dashboard/queue",
    }),
    "push-test": {
      judge: (db, notice, now) => toSubscriptions(db, notice, now),
      write: (db, notice) => withSubscriptions(db, notice, clock, { ...TEST, tag: "test" }),
    },
  };
}

const TEST = {
  title: "It works",
  body: "Deskbell reaches you in this browser, also when no dashboard is open.",
  url: "/dashboard/settings/notifications",
};

interface Subject {
  /** Why it is no news any more; undefined while it is. */
  readonly drop: (db: Database, notice: Notice, row: ConversationRow) => Promise<string | undefined>;
  readonly title: (customer: string) => string;
  /** Where it leads; to the conversation when it is not given. */
  readonly url?: string;
}

function aboutConversation(clock: Clock, { drop, title, url }: Subject): NoticeWriter<OutgoingPush> {
  return {
    async judge(db, notice, now): Promise<Judgement> {
      const { push, quietHours } = await notificationSettingsOf(db, notice.personId);
      if (!push) return { drop: "It is not wanted" };
      // Not put off: in the morning it would ring for what the dashboard shows anyway.
      if (quietHours && isQuiet(quietHours, now)) return { drop: "It is quiet" };
      const gone = await drop(db, notice, await conversationById(db, notice.conversationId ?? 0));
      return gone === undefined ? await toSubscriptions(db, notice, now) : { drop: gone };
    },
    async write(db, notice) {
      const row = await conversationById(db, notice.conversationId ?? 0);
      const { name } = await personById(db, row.customerId);
      const words = excerpt((await lastWords(db, row.id))?.text ?? "", EXCERPT_MAX);
      return await withSubscriptions(db, notice, clock, {
        title: title(excerpt(name, EXCERPT_MAX)),
        body: words || "Sent a file",
        url: url ?? `/dashboard/c/${row.publicId}`,
        tag: row.publicId,
      });
    },
  };
}

/** The customer's last message; undefined when there is none among the last ones. */
async function lastWords(db: Database, conversationId: number) {
  const { messages } = await messagesBefore(db, conversationId, undefined, LOOK_BACK);
  return messages.findLast(({ senderRole }) => senderRole === "customer");
}

/** To all of the person's browsers, or those that are left. */
async function toSubscriptions(db: Database, notice: Notice, now: number): Promise<Judgement> {
  const subscriptions =
    notice.detail.subscriptions ?? (await pushSubscriptionsOf(db, notice.personId, now)).map(({ id }) => id);
  return subscriptions.length === 0 ? { drop: "No browser takes it" } : { send: { subscriptions } };
}

async function withSubscriptions(
  db: Database,
  { personId, detail }: { personId: number; detail: NoticeDetail },
  clock: Clock,
  payload: PushPayload,
): Promise<OutgoingPush | undefined> {
  const known = await Promise.all(
    (detail.subscriptions ?? []).map((id) => pushSubscriptionById(db, id, clock.now())),
  );
  // A browser may have become somebody else's since.
  const subscriptions = known.filter((one) => one?.personId === personId).filter((one) => one !== undefined);
  return subscriptions.length === 0 ? undefined : { subscriptions, payload, topic: payload.tag };
}
