import { expect, test } from "bun:test";
import { type ConversationState, NEW_CONVERSATION } from "../client/conversation.ts";
import type { Desk } from "../client/desk-api.ts";
import type { Conversation, Message } from "../protocol/resources.ts";
import { standingOf } from "./standing.ts";

const ADA = { id: "ada", name: "Ada" };

function desk(answering: boolean): Desk {
  return {
    name: "Desk",
    key: "key",
    setUp: true,
    answering,
    mail: true,
    team: { id: "support", name: "Support", slug: "support" },
    status: { teamId: "support", answering, open: true, backAt: null, replyMinutes: null },
    position: { epoch: "e", seq: 0 },
  };
}

function saidBy(senderId: string): Message {
  return {
    id: "m1",
    conversationId: "c1",
    clientId: "x1",
    seq: 1,
    text: "Hello",
    senderRole: senderId === "ada" ? "agent" : "customer",
    senderId,
    senderName: senderId,
    createdAt: "2026-11-18T09:00:00.000Z",
  };
}

function begun(change: Partial<Conversation> = {}, messages = [saidBy("vera")]): ConversationState {
  const conversation: Conversation = {
    id: "c1",
    status: "open",
    customer: { id: "vera", name: "Vera" },
    team: { id: "support", name: "Support" },
    assignee: null,
    assigneeAway: false,
    accepted: true,
    acceptBy: null,
    snoozedUntil: null,
    queue: null,
    labels: [],
    emailedUpTo: 0,
    readUpTo: { customer: 1, agent: 0 },
    unread: 0,
    lastMessage: messages.at(-1) ?? null,
    createdAt: "2026-11-18T09:00:00.000Z",
    updatedAt: "2026-11-18T09:00:00.000Z",
    ...change,
  };
  return { ...NEW_CONVERSATION, phase: "ready", conversation, messages };
}

test("before the first message it matters whether somebody is there", () => {
  expect(standingOf(NEW_CONVERSATION, desk(true))).toEqual({ kind: "fresh" });
  expect(standingOf(NEW_CONVERSATION, desk(false))).toEqual({ kind: "alone" });
});

test("nothing is said before the desk and the conversation are known, nor while the first message is on its way", () => {
  expect(standingOf(NEW_CONVERSATION, null)).toEqual({ kind: "unknown" });
  expect(standingOf({ ...NEW_CONVERSATION, phase: "loading" }, desk(false))).toEqual({ kind: "unknown" });
  const pending = [{ clientId: "x", text: "Hi", createdAt: "", status: "sending" as const }];
  expect(standingOf({ ...NEW_CONVERSATION, pending }, desk(false))).toEqual({ kind: "unknown" });
});

test("a conversation in the queue knows its place, and is kept while nobody is there", () => {
  const queue = { position: 3, waitMinutes: 5 };
  expect(standingOf(begun({ queue }), desk(true))).toEqual({ kind: "waiting", queue });
  expect(standingOf(begun(), desk(true))).toEqual({ kind: "waiting", queue: null });
  expect(standingOf(begun({ queue }), desk(false))).toEqual({ kind: "kept" });
});

test("an offer that may go on to somebody else is still waiting", () => {
  const offered = begun({ assignee: ADA, accepted: false });
  expect(standingOf(offered, desk(true))).toEqual({ kind: "waiting", queue: null });
});

test("who has it has joined until they write, and may go away", () => {
  expect(standingOf(begun({ assignee: ADA }), desk(true))).toEqual({ kind: "joined", name: "Ada" });
  const answered = begun({ assignee: ADA }, [saidBy("vera"), saidBy("ada")]);
  expect(standingOf(answered, desk(true))).toEqual({ kind: "answered", name: "Ada" });
  const left = begun({ assignee: ADA, assigneeAway: true });
  expect(standingOf(left, desk(false))).toEqual({ kind: "away", name: "Ada" });
});

test("a snoozed conversation is an open one to its customer, a closed one is closed", () => {
  const snoozed = begun({ status: "snoozed", assignee: ADA, snoozedUntil: "2026-11-19T09:00:00.000Z" });
  expect(standingOf(snoozed, desk(true))).toEqual({ kind: "joined", name: "Ada" });
  expect(standingOf(begun({ status: "closed", assignee: ADA }), desk(true))).toEqual({ kind: "closed" });
});
