import { expect, test } from "bun:test";
import { NEW_CONVERSATION } from "../../client/conversation.ts";
import type { Conversation, Message, Side } from "../../protocol/resources.ts";
import { NewMessages } from "./new-messages.ts";

const said = (seq: number, senderRole: Side) => ({ seq, senderRole }) as Message;
const talk = (id: string, ...messages: Message[]) => ({
  state: { ...NEW_CONVERSATION, conversation: { id, lastMessage: null } as Conversation, messages },
});

test("what a conversation begins with is no news, what its customer writes afterwards is, once", () => {
  const news = new NewMessages();
  expect(news.in([talk("a", said(1, "customer"))])).toEqual([]);
  expect(news.in([talk("a", said(1, "customer"), said(3, "customer"))]).map(({ seq }) => seq)).toEqual([3]);
  expect(news.in([talk("a", said(1, "customer"), said(3, "customer"))])).toEqual([]);
});

test("one's own words are no news, nor is what the customer said before them", () => {
  const news = new NewMessages();
  news.in([talk("a", said(1, "customer"))]);
  expect(news.in([talk("a", said(2, "customer"), said(3, "agent"))])).toEqual([]);
  expect(news.in([talk("a", said(4, "customer"))]).map(({ seq }) => seq)).toEqual([4]);
});

test("several conversations are told apart", () => {
  const news = new NewMessages();
  news.in([talk("a", said(5, "customer")), talk("b", said(1, "customer"))]);
  expect(
    news.in([talk("a", said(5, "customer")), talk("b", said(2, "customer"))]).map(({ seq }) => seq),
  ).toEqual([2]);
});
