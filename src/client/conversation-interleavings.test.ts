import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SimulatedConversation } from "../../test/helpers/simulated-conversation.ts";
import { lowest, unreadCount } from "./conversation.ts";

const steps = new SimulatedConversation().steps.length;
/** What happens, as numbers: which step, and which of the things it could be about. */
const story = fc.array(fc.tuple(fc.nat({ max: steps - 1 }), fc.nat({ max: 9 })), {
  maxLength: 80,
  size: "max",
});
/** Enough to make several pages. */
const ANSWERS: [step: number, pick: number][] = Array.from({ length: 12 }, () => [0, 0]);
const RUNS = { numRuns: 500 };

function told(happenings: [step: number, pick: number][], after?: (world: SimulatedConversation) => void) {
  const world = new SimulatedConversation();
  for (const [step, pick] of happenings) {
    world.steps[step]?.(pick);
    after?.(world);
  }
  return world;
}

describe("whatever happens in whatever order, and however often it is told,", () => {
  test("in the end the device shows every message once, in order, and nothing as pending", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const world = told(happenings);
        world.settle();
        expect(world.state.messages).toEqual(world.messages);
        expect(world.state.pending).toEqual([]);
        expect(world.state).toMatchObject({
          phase: "ready",
          hasOlder: false,
          loadingOlder: false,
          awaiting: null,
        });
      }),
      RUNS,
    );
  });

  test("in the end the device agrees with the desk on who has read what and whether it is closed", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const world = told(happenings);
        world.settle();
        const { readUpTo, status, lastMessage, unread } = world.describe();
        expect(world.state.conversation).toMatchObject({ readUpTo, status, lastMessage });
        expect(unreadCount(world.state, "customer")).toBe(unread);
        expect(unreadCount(world.state, "agent")).toBe(world.describe("agent").unread);
      }),
      RUNS,
    );
  });

  test("at every moment messages are in order, without doubles, and without holes up to the position", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        told(happenings, ({ state, messages }) => {
          const seqs = state.messages.map(({ seq }) => seq);
          expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
          if (!state.position) return;
          const from = lowest(state);
          const upTo = state.position.seq;
          const known = messages.filter(({ seq }) => seq >= from && seq <= upTo);
          expect(state.messages.filter(({ seq }) => seq <= upTo)).toEqual(known);
        });
      }),
      RUNS,
    );
  });

  test("in the end the device counts what is unread as the desk does, however little of the history it has", () => {
    let inPart = 0;
    fc.assert(
      fc.property(story, (happenings) => {
        const world = told([...ANSWERS, ...happenings]);
        world.arrive();
        const { unread, readUpTo } = world.describe();
        expect(unreadCount(world.state, "customer")).toBe(unread);
        if (unread > 0 && readUpTo.customer > 0 && readUpTo.customer + 1 < lowest(world.state)) inPart++;
      }),
      RUNS,
    );
    // Where the count can be taken from what is loaded, there is nothing to be seen.
    expect(inPart).toBeGreaterThan(10);
  });

  test("at every moment a text of mine is pending or a message, never both and never neither", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        told(happenings, ({ state, written, messages }) => {
          const pending = state.pending.map(({ clientId }) => clientId);
          const shown = state.messages.map(({ clientId }) => clientId);
          for (const { clientId } of written) {
            const times = [...pending, ...shown].filter((id) => id === clientId).length;
            // A text that was answered and scrolled out of the loaded history is neither here nor there.
            const seq = messages.find((message) => message.clientId === clientId)?.seq;
            if (seq === undefined || seq >= lowest(state)) expect(times).toBe(1);
            else expect(times).toBeLessThanOrEqual(1);
          }
        });
      }),
      RUNS,
    );
  });

  test("at no moment does a read marker move back", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const last = { customer: 0, agent: 0 };
        told(happenings, ({ state }) => {
          const now = state.conversation?.readUpTo ?? last;
          expect(now.customer).toBeGreaterThanOrEqual(last.customer);
          expect(now.agent).toBeGreaterThanOrEqual(last.agent);
          Object.assign(last, now);
        });
      }),
      RUNS,
    );
  });
});
