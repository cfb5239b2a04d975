import { expect, test } from "bun:test";
import { MemoryEntry } from "../../test/helpers/memory-log.ts";
import { Past } from "./past.ts";

const entries = (...seqs: number[]) => seqs.map((seq) => new MemoryEntry("private-a", seq, false));
const seqsOf = (past: Past<MemoryEntry>) => past.entries.map(({ seq }) => seq);

test("[R2] a past is put together from reads and from the gate", () => {
  const past = new Past<MemoryEntry>(3);
  for (const entry of entries(5, 6, 7)) past.gate.hold(entry);
  expect(past.extend({ entries: entries(4, 5), top: 5 })).toBe(true);
  past.openGate();
  expect(seqsOf(past)).toEqual([4, 5, 6, 7]);
  expect(past.position).toBe(7);
  past.openGate();
  expect(seqsOf(past)).toEqual([4, 5, 6, 7]);
});

test.each([
  ["it stops short of the top", entries(4, 5), 6],
  ["it has a hole", entries(4, 6), 5],
  ["it has one twice", entries(4, 4), 5],
  ["it is out of order", entries(5, 4), 5],
  ["it begins too late", entries(5, 6), 5],
  ["the position is above the top", [], 2],
])("[R4] a read does not continue a past when %s", (_why, found, top) => {
  expect(new Past<MemoryEntry>(3).extend({ entries: found, top })).toBe(false);
});

test("[R4] a gate gives what follows without a hole, and nothing once it has overflowed", () => {
  const past = new Past<MemoryEntry>(3);
  for (const entry of entries(4, 5, 7)) past.gate.hold(entry);
  expect(past.gate.after(3).map(({ seq }) => seq)).toEqual([4, 5]);
  expect(past.gate.after(5)).toEqual([]);
  expect(past.gate.after(6).map(({ seq }) => seq)).toEqual([7]);
  for (let seq = 8; seq <= 600; seq++) past.gate.hold(new MemoryEntry("private-a", seq, false));
  expect(past.gate.after(6)).toEqual([]);
});

test("[R4] a gate overflows by size as well", () => {
  const past = new Past<MemoryEntry>(0);
  const [first] = entries(1);
  if (!first) throw new Error("No entry");
  past.gate.hold(first);
  past.gate.hold(Object.defineProperty(first, "data", { value: "x".repeat(1_000_000) }));
  expect(past.gate.after(0)).toEqual([]);
});
