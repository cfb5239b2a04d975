import { describe, expect, test } from "bun:test";
import { IN_SUPPORT } from "../../test/helpers/in-support.ts";
import type { Conversation, Message, Side } from "../protocol/resources.ts";
import {
  type ConversationAction,
  type ConversationState,
  NEW_CONVERSATION,
  reduce,
  unreadCount,
} from "./conversation.ts";

const conversation: Conversation = {
  ...IN_SUPPORT,
  id: "cnv_1",
  status: "open",
  customer: { id: "cus_vera", name: "Vera" },
  assignee: { id: "agt_ada", name: "Ada" },
  readUpTo: { customer: 0, agent: 0 },
  unread: 0,
  lastMessage: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};

function message(seq: number, senderRole: Side = "customer"): Message {
  return {
    id: `msg_${seq}`,
    conversationId: "cnv_1",
    clientId: `c${seq}`,
    seq,
    text: `number ${seq}`,
    senderRole,
    senderId: senderRole === "customer" ? "cus_vera" : "agt_ada",
    senderName: senderRole === "customer" ? "Vera" : "Ada",
    createdAt: "2026-01-01T00:00:00.000Z",
  };
}

function messages(from: number, upTo: number): Message[] {
  return Array.from({ length: upTo - from + 1 }, (_, i) => message(from + i));
}

function after(...actions: ConversationAction[]): ConversationState {
  return actions.reduce(reduce, NEW_CONVERSATION);
}

function snapshot(from: number, upTo: number, epoch = "e1"): ConversationAction {
  return {
    type: "loaded",
    snapshot: {
      conversation,
      messages: messages(from, upTo),
      hasOlder: from > 1,
      position: { epoch, seq: upTo },
    },
  };
}

function seqs(state: ConversationState): number[] {
  return state.messages.map(({ seq }) => seq);
}

describe("a snapshot that is loaded anew", () => {
  const scrolled: ConversationAction[] = [
    snapshot(4, 6),
    { type: "older-awaited" },
    { type: "older-loaded", before: 4, page: { messages: messages(1, 3), hasOlder: false } },
  ];

  test("leaves the older pages in place when it meets them", () => {
    const state = after(...scrolled, { type: "awaited" }, snapshot(7, 9));
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(state.hasOlder).toBe(false);
  });

  test("drops them when there is a hole between, which history then fills", () => {
    const state = after(...scrolled, { type: "awaited" }, snapshot(8, 9));
    expect(seqs(state)).toEqual([8, 9]);
    expect(state.hasOlder).toBe(true);
  });

  test("drops everything of another epoch: a restored backup gives the same numbers to other messages", () => {
    const state = after(...scrolled, { type: "awaited" }, snapshot(2, 4, "e2"));
    expect(seqs(state)).toEqual([2, 3, 4]);
    expect(state.hasOlder).toBe(true);
  });

  test("is left unused when it is older than what is known, such as a late answer to opening", () => {
    const state = after(
      snapshot(1, 3),
      { type: "event", event: "message:new", data: message(4) },
      snapshot(1, 1),
    );
    expect(seqs(state)).toEqual([1, 2, 3, 4]);
    expect(state.position).toEqual({ epoch: "e1", seq: 4 });
  });
});

describe("a conversation known from a list", () => {
  const listed: ConversationAction = {
    type: "listed",
    conversation: {
      ...conversation,
      unread: 7,
      readUpTo: { customer: 0, agent: 2 },
      lastMessage: message(9),
    },
    position: { epoch: "e1", seq: 10 },
  };

  test("shows the desk's own count of unread messages, and counts on from there", () => {
    expect(unreadCount(after(listed), "agent")).toBe(7);
    const more = after(listed, { type: "event", event: "message:new", data: message(11) });
    expect(unreadCount(more, "agent")).toBe(8);
    const answered = after(listed, { type: "event", event: "message:new", data: message(11, "agent") });
    expect(unreadCount(answered, "agent")).toBe(7);
  });

  test("has nothing unread once it is read to the end, on whichever device", () => {
    const read = { conversationId: "cnv_1", side: "agent", upTo: 9, unread: 0, seq: 11 } as const;
    expect(unreadCount(after(listed, { type: "event", event: "message:read", data: read }), "agent")).toBe(0);
  });

  test("is ready once the first page of its history is there, live all the while", () => {
    const page = { messages: messages(3, 8), hasOlder: true };
    const state = after(
      listed,
      { type: "older-awaited" },
      { type: "event", event: "message:new", data: message(11) },
      { type: "older-loaded", before: 9, page },
    );
    expect(state.phase).toBe("ready");
    expect(seqs(state)).toEqual([3, 4, 5, 6, 7, 8, 9, 11]);
  });

  test("does not show an answer to a repeated post that belongs far back in its history", () => {
    const pending = [{ clientId: "c2", text: "number 2", createdAt: "", status: "sending" as const }];
    const state = after(listed, { type: "pending", pending }, { type: "accepted", message: message(2) });
    expect(seqs(state)).toEqual([9]);
    expect(state.pending).toEqual([]);
  });
});

describe("somebody who types", () => {
  const typing = (userId: string, until: number): ConversationAction => ({ type: "typing", userId, until });

  test("is shown until the time is over, and once however often it is told", () => {
    const state = after(
      snapshot(1, 1),
      typing("cus_vera", 100),
      typing("agt_ada", 150),
      typing("cus_vera", 200),
    );
    expect(state.typing).toEqual([
      { userId: "agt_ada", until: 150 },
      { userId: "cus_vera", until: 200 },
    ]);
    expect(reduce(state, { type: "tick", now: 150 }).typing).toEqual([{ userId: "cus_vera", until: 200 }]);
    expect(reduce(state, { type: "tick", now: 200 }).typing).toEqual([]);
  });

  test("is no longer shown when a message of that side arrives", () => {
    const state = after(snapshot(1, 1), typing("cus_vera", 100), typing("agt_ada", 100));
    const answered = reduce(state, { type: "event", event: "message:new", data: message(2, "agent") });
    expect(answered.typing).toEqual([{ userId: "cus_vera", until: 100 }]);
  });
});

describe("a conversation that waits", () => {
  const waits: ConversationAction = {
    type: "loaded",
    snapshot: {
      conversation: { ...conversation, assignee: null, queue: { position: 3, waitMinutes: null } },
      messages: messages(1, 1),
      hasOlder: false,
      position: { epoch: "e1", seq: 1 },
    },
  };
  const place = (seq: number, position: number): ConversationAction => ({
    type: "event",
    event: "queue:position",
    data: { conversationId: "cnv_1", position, waitMinutes: 5, seq },
  });
  const { team, assigneeAway, accepted, acceptBy, snoozedUntil } = IN_SUPPORT;
  const updated = (seq: number, change: Partial<Conversation>): ConversationAction => {
    const standing = { team, assigneeAway, accepted, acceptBy, snoozedUntil, status: "open" as const };
    const data = { ...standing, assignee: null, ...change, conversationId: "cnv_1", seq };
    return { type: "event", event: "conversation:updated", data };
  };

  test("knows its place from the snapshot, and then from each event once", () => {
    expect(after(waits).conversation?.queue).toEqual({ position: 3, waitMinutes: null });
    const moved = after(waits, place(2, 2));
    expect(moved.conversation?.queue).toEqual({ position: 2, waitMinutes: 5 });
    expect(after(waits, place(2, 2), place(2, 9)).conversation?.queue?.position).toBe(2);
  });

  test("keeps its place when something else changes, and has none once somebody has it or it is closed", () => {
    const moved = after(waits, place(2, 2), updated(3, { team: { id: "team_sales", name: "Sales" } }));
    expect(moved.conversation).toMatchObject({ team: { name: "Sales" }, queue: { position: 2 } });
    const { assignee } = conversation;
    expect(after(waits, updated(2, { assignee })).conversation).toMatchObject({ assignee, queue: null });
    expect(after(waits, updated(2, { status: "closed" })).conversation?.queue).toBeNull();
  });

  test("takes over whatever was said of it, and nothing of the event itself", () => {
    const state = after(waits, updated(2, { assigneeAway: true, snoozedUntil: "2026-01-02T00:00:00.000Z" }));
    expect(state.conversation).toMatchObject({
      assigneeAway: true,
      snoozedUntil: "2026-01-02T00:00:00.000Z",
    });
    expect(Object.keys(state.conversation ?? {}).sort()).toEqual(Object.keys(conversation).sort());
  });
});

test("what went by e-mail is known from its event", () => {
  const state = after(snapshot(1, 2), {
    type: "event",
    event: "message:emailed",
    data: { conversationId: "cnv_1", upTo: 2, seq: 3 },
  });
  expect(state.conversation?.emailedUpTo).toBe(2);
  expect(state.position?.seq).toBe(3);
});

test("an event of an unknown kind moves the position on and nothing else", () => {
  const state = after(snapshot(1, 1));
  const event = JSON.parse(`{"event":"conversation:renamed","data":{"conversationId":"cnv_1","seq":2}}`);
  const next = reduce(state, { type: "event", ...event });
  expect(next).toEqual({ ...state, position: { epoch: "e1", seq: 2 } });
});
