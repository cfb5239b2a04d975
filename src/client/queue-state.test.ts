import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { QueueEntry } from "../protocol/teams.ts";
import {
  EMPTY_QUEUE,
  type QueueEvent,
  type QueueSnapshot,
  type QueueState,
  reduceQueue,
} from "./queue-state.ts";

const CHANNEL = "private-team-support";
const BEN = { id: "ben", name: "Ben" };

function entry(conversationId: string, minute = 0): QueueEntry {
  return {
    conversationId,
    teamId: "support",
    customerName: `Customer ${conversationId}`,
    preview: "Hello",
    labels: [],
    waitingSince: `2026-11-24T10:${String(minute).padStart(2, "0")}:00.000Z`,
  };
}

const enters = (id: string, seq: number, minute = 0): QueueEvent => ({
  channel: CHANNEL,
  event: "queue:entered",
  data: { ...entry(id, minute), seq },
});
const leaves = (id: string, seq: number): QueueEvent => ({
  channel: CHANNEL,
  event: "queue:left",
  data: { conversationId: id, agent: BEN, seq },
});

function snapshot(seq: number, ...entries: QueueEntry[]): QueueSnapshot {
  return { entries, total: entries.length, positions: { [CHANNEL]: { epoch: "e", seq } } };
}

function after(events: readonly QueueEvent[], from: QueueState = EMPTY_QUEUE): QueueState {
  return events.reduce((state, event) => reduceQueue(state, { type: "event", event }), from);
}

const ids = ({ entries }: QueueState) => entries.map(({ conversationId }) => conversationId);

describe("a queue", () => {
  test("shows who has waited longest first, however the entries came", () => {
    expect(ids(after([enters("b", 1, 5), enters("c", 2, 9), enters("a", 3, 1)]))).toEqual(["a", "b", "c"]);
  });

  test("keeps an entry's place and count when something more is said in it", () => {
    const { data } = enters("a", 3, 1);
    const said: QueueEvent = {
      channel: CHANNEL,
      event: "queue:updated",
      data: { ...(data as QueueEntry), preview: "Still there?", seq: 3 },
    };
    const state = after([enters("a", 1, 1), enters("b", 2, 2), said]);
    expect(ids(state)).toEqual(["a", "b"]);
    expect(state.total).toBe(2);
    expect(state.entries[0]?.preview).toBe("Still there?");
  });

  test("remembers who has what left, until it waits again", () => {
    const left = after([enters("a", 1), leaves("a", 2)]);
    expect(left.left.get("a")).toEqual(BEN);
    expect(after([enters("a", 3)], left).left.has("a")).toBe(false);
  });

  test("counts those beyond what it was told of as well", () => {
    const long = { ...snapshot(1, entry("a")), total: 150 };
    const loaded = reduceQueue(EMPTY_QUEUE, { type: "loaded", snapshot: long, since: [] });
    expect(after([leaves("far-behind", 2)], loaded).total).toBe(149);
  });

  test("applies of what was told while the answer was awaited only what the answer can't contain", () => {
    const since = [enters("a", 1), leaves("a", 2), enters("b", 3)];
    const state = reduceQueue(after(since), { type: "loaded", snapshot: snapshot(2, entry("c")), since });
    expect(ids(state)).toEqual(["b", "c"]);
    expect(state.total).toBe(2);
  });

  test("ends as the log does, wherever in it the answer was read and however much of it the events tell again", () => {
    const histories = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.boolean()), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), (history, cut, asked) => {
        const events = history.map(([id, isThere], at) =>
          isThere ? enters(id, at + 1) : leaves(id, at + 1),
        );
        const whole = after(events);
        const askedAt = events.length === 0 ? 0 : asked % (events.length + 1);
        // The position is read first, and the entries a little later.
        const readAt = askedAt + (cut % (events.length - askedAt + 1));
        const { entries } = after(events.slice(0, readAt));
        const answer = snapshot(askedAt, ...entries);
        const since = events.slice(askedAt);
        const shown = reduceQueue(after(events), { type: "loaded", snapshot: answer, since });
        expect(ids(shown)).toEqual(ids(whole));
        expect(shown.total).toBe(whole.entries.length);
      }),
    );
  });
});

test("how a colleague stands is what was told last", () => {
  const told = (load: number, seq: number): QueueEvent => ({
    channel: CHANNEL,
    event: "member:updated",
    data: { agentId: "ben", name: "Ben", available: true, online: true, load, seq },
  });
  expect(after([told(1, 1), told(4, 2)]).members.get("ben")).toEqual({
    agentId: "ben",
    name: "Ben",
    available: true,
    online: true,
    load: 4,
  });
});
