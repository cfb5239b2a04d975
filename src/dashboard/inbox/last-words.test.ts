import { expect, test } from "bun:test";
import { IN_SUPPORT } from "../../../test/helpers/in-support.ts";
import { type ConversationState, NEW_CONVERSATION } from "../../client/conversation.ts";
import type { Message } from "../../protocol/resources.ts";
import { isCustomerTyping, lastWords } from "./last-words.ts";

const vera = { id: "vera", name: "Vera" };
const said: Message = {
  id: "m1",
  conversationId: "c1",
  clientId: "k1",
  seq: 1,
  text: "Is anybody there?",
  senderRole: "customer",
  senderId: vera.id,
  senderName: vera.name,
  createdAt: "2026-11-24T10:00:00Z",
};
const listed: ConversationState = {
  ...NEW_CONVERSATION,
  phase: "listed",
  conversation: {
    ...IN_SUPPORT,
    id: "c1",
    status: "open",
    customer: vera,
    assignee: { id: "ada", name: "Ada" },
    readUpTo: { customer: 0, agent: 0 },
    unread: 1,
    lastMessage: said,
    createdAt: "2026-11-24T09:59:00Z",
    updatedAt: "2026-11-24T10:00:00Z",
  },
};
const answer = { ...said, seq: 2, senderRole: "agent", senderId: "ada", text: "Yes, hello!" } as const;

test("a conversation known from the list alone shows the last message the list told", () => {
  expect(lastWords(listed)).toMatchObject({ text: said.text, by: "customer", failed: false });
});

test("a message that arrived since comes before the one the list told", () => {
  expect(lastWords({ ...listed, messages: [said, answer] })).toMatchObject({ text: answer.text, by: "us" });
});

test("what I wrote and is not sent yet is the last word, and a failed one is told", () => {
  const pending = [{ clientId: "k3", text: "One moment", createdAt: "2026-11-24T10:01:00Z" }];
  const sending = pending.map((each) => ({ ...each, status: "sending" as const }));
  const failed = pending.map((each) => ({ ...each, status: "failed" as const }));
  expect(lastWords({ ...listed, pending: sending })).toMatchObject({ text: "One moment", failed: false });
  expect(lastWords({ ...listed, pending: failed })).toMatchObject({ text: "One moment", failed: true });
});

test("only the customer's typing counts, not that of my other dashboard", () => {
  expect(isCustomerTyping({ ...listed, typing: [{ userId: "ada", until: 0 }] })).toBe(false);
  expect(isCustomerTyping({ ...listed, typing: [{ userId: "vera", until: 0 }] })).toBe(true);
});
