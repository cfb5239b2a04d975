import { expect, test } from "bun:test";
import { IN_SUPPORT } from "../../test/helpers/in-support.ts";
import { type ConversationState, NEW_CONVERSATION } from "../client/conversation.ts";
import type { Conversation, Message } from "../protocol/resources.ts";
import { typingNames } from "./typing-names.ts";

const vera = { id: "vera", name: "Vera" };
const ada = { id: "ada", name: "Ada" };
const noon = new Date(2026, 10, 23, 12).toISOString();

const conversation: Conversation = {
  ...IN_SUPPORT,
  id: "c",
  status: "open",
  customer: vera,
  assignee: ada,
  readUpTo: { customer: 0, agent: 0 },
  unread: 0,
  lastMessage: null,
  createdAt: noon,
  updatedAt: noon,
};

const fromBen: Message = {
  id: "m1",
  conversationId: "c",
  clientId: "client-1",
  seq: 1,
  text: "Hello",
  senderRole: "agent",
  senderId: "ben",
  senderName: "Ben",
  createdAt: noon,
};

function typing(...userIds: string[]): ConversationState {
  return {
    ...NEW_CONVERSATION,
    conversation,
    messages: [fromBen],
    typing: userIds.map((userId) => ({ userId, until: 0 })),
  };
}

test("nobody types", () => {
  expect(typingNames(typing())).toEqual([]);
});

test("customer and assignee are called by their names", () => {
  expect(typingNames(typing("vera", "ada"))).toEqual(["Vera", "Ada"]);
});

test("an agent who answered before is known from their messages", () => {
  expect(typingNames(typing("ben"))).toEqual(["Ben"]);
});

test("a stranger is not called by an id", () => {
  expect(typingNames(typing("grace-1234"))).toEqual(["Somebody"]);
});
