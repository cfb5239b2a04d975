import { expect, test } from "bun:test";
import { IN_SUPPORT } from "../../test/helpers/in-support.ts";
import type { PendingMessage } from "../client/conversation.ts";
import type { Conversation, Message } from "../protocol/resources.ts";
import { messageRows } from "./message-rows.ts";

const vera = { id: "vera", name: "Vera" };
const ada = { id: "ada", name: "Ada" };
const ben = { id: "ben", name: "Ben" };

/** Minutes after noon of one day, as ISO 8601. */
function minute(minutes: number): string {
  return new Date(new Date(2026, 10, 23, 12).getTime() + minutes * 60_000).toISOString();
}

function message(seq: number, sender: typeof vera, minutes = 0): Message {
  return {
    id: `m${seq}`,
    conversationId: "c",
    clientId: `client-${seq}`,
    seq,
    text: `Text ${seq}`,
    senderRole: sender === vera ? "customer" : "agent",
    senderId: sender.id,
    senderName: sender.name,
    createdAt: minute(minutes),
  };
}

function conversation(readUpTo: Conversation["readUpTo"]): Conversation {
  return {
    ...IN_SUPPORT,
    id: "c",
    status: "open",
    customer: vera,
    assignee: ada,
    readUpTo,
    unread: 0,
    lastMessage: null,
    createdAt: minute(0),
    updatedAt: minute(0),
  };
}

const sending: PendingMessage = { clientId: "p1", text: "Soon", createdAt: minute(3), status: "sending" };

/** Which rows start (<) and end (>) a group, such as `<` `` `>` for three of one sender. */
function groups(messages: Message[], pending: PendingMessage[] = []): string[] {
  const rows = messageRows({ conversation: null, messages, pending }, "customer");
  return rows.map(({ startsGroup, endsGroup }) => (startsGroup ? "<" : "") + (endsGroup ? ">" : ""));
}

test("a run of one sender is one group", () => {
  expect(groups([message(1, vera), message(2, vera), message(3, vera), message(4, ada)])).toEqual([
    "<",
    "",
    ">",
    "<>",
  ]);
});

test("two agents never share a group", () => {
  expect(groups([message(1, ada), message(2, ben)])).toEqual(["<>", "<>"]);
});

test("a long pause starts a new group", () => {
  expect(groups([message(1, vera, 0), message(2, vera, 4), message(3, vera, 9)])).toEqual(["<", ">", "<>"]);
});

test("a text on its way joins the group of the messages before it", () => {
  expect(groups([message(1, vera)], [sending])).toEqual(["<", ">"]);
  expect(groups([message(1, ada)], [sending])).toEqual(["<>", "<>"]);
});

test("each day is named once, before its first message", () => {
  const rows = messageRows(
    {
      conversation: null,
      messages: [message(1, vera, -24 * 60), message(2, vera), message(3, ada, 1)],
      pending: [],
    },
    "customer",
  );
  expect(rows.map(({ startsDay }) => startsDay)).toEqual([true, true, false]);
});

test("own messages are seen as far as the other side has read", () => {
  const content = {
    conversation: conversation({ customer: 3, agent: 1 }),
    messages: [message(1, vera), message(2, vera), message(3, ada)],
    pending: [sending, { ...sending, clientId: "p2", status: "failed" as const, problem: "Too long" }],
  };
  const rows = messageRows(content, "customer");
  expect(rows.map(({ delivery }) => delivery)).toEqual(["seen", "sent", undefined, "sending", "failed"]);
  expect(rows.at(-1)?.problem).toBe("Too long");
  expect(messageRows(content, "agent").map(({ own }) => own)).toEqual([false, false, true, true, true]);
});

test("to those who answer a message that went by e-mail says so, until it was seen in the chat", () => {
  const messages = [message(1, ada), message(2, ada), message(3, ada)];
  const known = { ...conversation({ customer: 1, agent: 0 }), emailedUpTo: 2 };
  const deliveries = (side: "agent" | "customer") =>
    messageRows({ conversation: known, messages, pending: [] }, side).map(({ delivery }) => delivery);
  expect(deliveries("agent")).toEqual(["seen", "emailed", "sent"]);
  expect(deliveries("customer")).toEqual([undefined, undefined, undefined]);
});

test("what came by e-mail says so in its foot, with its files", () => {
  const attachments = [{ id: "f1", name: "bell.pdf", type: "application/pdf", size: 1_200 }];
  const mailed: Message = { ...message(2, vera), via: "email", attachments };
  const messages = [message(1, vera), mailed];
  const rows = messageRows({ conversation: null, messages, pending: [] }, "agent");
  expect(rows.map(({ byEmail }) => byEmail)).toEqual([false, true]);
  expect(rows.map((row) => row.attachments)).toEqual([[], attachments]);
  expect(rows.map(({ footed }) => footed)).toEqual([true, true]);
});

test("a row keeps its key when its text becomes a message", () => {
  const before = messageRows({ conversation: null, messages: [], pending: [sending] }, "customer");
  const arrived = { ...message(1, vera), clientId: sending.clientId };
  const after = messageRows({ conversation: null, messages: [arrived], pending: [] }, "customer");
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
});

test("a device whose clock is behind never shows a text before the message it follows", () => {
  const rows = messageRows(
    {
      conversation: null,
      messages: [message(1, ada, 10)],
      pending: [{ ...sending, createdAt: minute(-3_000) }],
    },
    "customer",
  );
  expect(rows.map(({ at }) => at)).toEqual([minute(10), minute(10)]);
  expect(rows[1]?.startsDay).toBe(false);
});
