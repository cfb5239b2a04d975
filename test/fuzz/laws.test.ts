import { describe, expect, test } from "bun:test";
import { NEW_CONVERSATION } from "../../src/client/conversation.ts";
import type { Message } from "../../src/protocol/resources.ts";
import { IN_SUPPORT } from "../helpers/in-support.ts";
import { frameBreaches, type LogRow } from "./frame-law.ts";
import { stateBreaches, type Truth } from "./state-law.ts";

const CHANNEL = "private-conversation-1";
const LOG: LogRow[] = [1, 2, 3].map((seq) => ({ seq, event: "message:new", data: `{"seq":${seq}}` }));

const row = (seq: number, change: object = {}) =>
  JSON.stringify({ event: "message:new", channel: CHANNEL, data: `{"seq":${seq}}`, seq, ...change });
const joined = (seq: number, recovered?: boolean) =>
  JSON.stringify({
    event: "realtime:subscription_succeeded",
    channel: CHANNEL,
    data: JSON.stringify({ seq, epoch: "e", recovered }),
  });
const left = JSON.stringify({ event: "realtime:unsubscribed", channel: CHANNEL, data: "{}" });

const breaches = (...frames: string[]) => frameBreaches([frames], new Map([[CHANNEL, LOG]]));

describe("the law of the frames", () => {
  test("is kept by what comes in order after its subscription, from wherever that begins", () => {
    expect(breaches(joined(0), row(1), row(2), row(3))).toEqual([]);
    expect(breaches(joined(3, true), row(2), row(3))).toEqual([]);
    expect(breaches(joined(0), row(1), joined(3, true), row(2), row(3))).toEqual([]);
  });

  test.each([
    ["a hole", [joined(0), row(1), row(3)]],
    ["a frame that comes twice", [joined(0), row(1), row(1)]],
    ["two frames that change places", [joined(1), row(3), row(2)]],
    ["a first frame that skips one", [joined(1), row(3)]],
    ["a hole in what was missed", [joined(3, true), row(1), row(3)]],
    ["a frame that is not in the log", [joined(3), row(4)]],
    ["another event than the log has", [joined(0), row(1, { event: "message:read" })]],
    ["other data than the log has", [joined(0), row(1, { data: "{}" })]],
    ["a frame before its subscription", [row(1)]],
    ["a frame after the subscription was ended", [joined(0), row(1), left, row(2)]],
  ])("is broken by %s", (_, frames) => {
    expect(breaches(...frames)).not.toEqual([]);
  });
});

const message = (seq: number): Message => ({
  id: `m${seq}`,
  conversationId: "1",
  clientId: `c${seq}`,
  seq,
  text: `${seq}`,
  senderRole: "customer",
  senderId: "vera",
  senderName: "Vera",
  createdAt: "2026-01-01T00:00:00.000Z",
});

const MESSAGES = [message(1), message(2), message(4)];
const TRUTH: Truth = {
  id: "1",
  status: "open",
  assigneeId: "ada",
  readUpTo: { customer: 0, agent: 2 },
  messages: MESSAGES,
  top: 4,
};
const STATE = {
  ...NEW_CONVERSATION,
  phase: "ready" as const,
  conversation: {
    ...IN_SUPPORT,
    id: "1",
    status: "open" as const,
    customer: { id: "vera", name: "Vera" },
    assignee: { id: "ada", name: "Ada" },
    readUpTo: { customer: 0, agent: 2 },
    unread: 1,
    lastMessage: message(4),
    createdAt: "",
    updatedAt: "",
  },
  messages: MESSAGES,
  position: { epoch: "e", seq: 4 },
};
const pending = { clientId: "p", text: "unsent", createdAt: "", status: "sending" as const };

describe("the law of the states", () => {
  test("is kept by the whole history, and by its end when there is older", () => {
    expect(stateBreaches("Ada", "agent", { state: STATE, unread: 1 }, TRUTH)).toEqual([]);
    const end = { ...STATE, messages: MESSAGES.slice(1), hasOlder: true };
    expect(stateBreaches("Ada", "agent", { state: end, unread: 1 }, TRUTH)).toEqual([]);
  });

  test.each([
    ["a lost message", { messages: [message(1), message(4)] }],
    ["a message that is there twice", { messages: [message(1), message(2), message(2), message(4)] }],
    ["messages in another order", { messages: [message(2), message(1), message(4)] }],
    ["a missing beginning", { messages: MESSAGES.slice(1) }],
    ["a missing end", { messages: MESSAGES.slice(0, 2), position: { epoch: "e", seq: 2 } }],
    ["an unsent text", { pending: [pending] }],
    ["a status of before", { conversation: { ...STATE.conversation, status: "closed" as const } }],
    ["an assignee of before", { conversation: { ...STATE.conversation, assignee: null } }],
    ["a marker of before", { conversation: { ...STATE.conversation, readUpTo: { customer: 0, agent: 1 } } }],
    ["last words of before", { conversation: { ...STATE.conversation, lastMessage: message(2) } }],
    ["a phase that is not done", { phase: "loading" as const }],
  ])("is broken by %s", (_, change) => {
    expect(stateBreaches("Ada", "agent", { state: { ...STATE, ...change }, unread: 1 }, TRUTH)).not.toEqual(
      [],
    );
  });

  test("is broken by a wrong count of unread messages", () => {
    expect(stateBreaches("Ada", "agent", { state: STATE, unread: 2 }, TRUTH)).not.toEqual([]);
  });
});
