import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { append, channelId } from "../store/log.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { countsSince } from "../store/statistics.ts";
import { Follower } from "./follower.ts";
import { statisticsFollower } from "./statistics.ts";

const MONDAY = Date.UTC(2026, 10, 23, 12);
const TUESDAY = Date.UTC(2026, 10, 24, 0, 0, 1);
let directory: string;
let store: Store;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "deskbell-followers-"));
  store = await openStore(directory);
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

test("conversations and messages are counted on the day they happened", async () => {
  await say("a", "customer", MONDAY);
  await say("a", "agent", MONDAY);
  await say("a", "customer", TUESDAY);
  await say("b", "customer", TUESDAY);
  await statistics().catchUp();
  expect(await countsSince(store.db, "2026-01-01")).toEqual([
    { day: "2026-11-23", conversations: 1, customerMessages: 1, agentMessages: 1 },
    { day: "2026-11-24", conversations: 1, customerMessages: 2, agentMessages: 0 },
  ]);
});

test("a row is counted once, however often the follower starts again", async () => {
  await say("a", "customer", MONDAY);
  await statistics().catchUp();
  await statistics().catchUp();
  await say("a", "customer", MONDAY);
  await statistics().catchUp();
  expect(await countsSince(store.db, "2026-01-01")).toMatchObject([{ customerMessages: 2 }]);
});

test("a step that fails counts nothing and is done again", async () => {
  await say("a", "customer", MONDAY);
  const work = statisticsFollower(() => {});
  const failing = new Follower(store, {
    ...work,
    async handle(tx, rows) {
      await work.handle(tx, rows);
      throw new Error("the power went out");
    },
  });
  await expect(failing.catchUp()).rejects.toThrow("the power went out");
  expect(await countsSince(store.db, "2026-01-01")).toEqual([]);
  await statistics().catchUp();
  expect(await countsSince(store.db, "2026-01-01")).toHaveLength(1);
});

test("more rows than one step takes are all counted", async () => {
  await store.transact(async (tx) => {
    const id = await channelId(tx, "private-conversation-long");
    for (let i = 0; i < 1_200; i++)
      await append(tx, {
        channelId: id,
        event: "message:new",
        data: (seq) => ({ seq, senderRole: "agent" }),
        at: MONDAY,
      });
  });
  await statistics().catchUp();
  expect(await countsSince(store.db, "2026-01-01")).toMatchObject([
    { conversations: 1, agentMessages: 1_200 },
  ]);
});

function statistics(): Follower {
  return new Follower(
    store,
    statisticsFollower(() => {}),
  );
}

async function say(conversation: string, senderRole: "customer" | "agent", at: number): Promise<void> {
  await store.transact(async (tx) => {
    await append(tx, {
      channelId: await channelId(tx, `private-conversation-${conversation}`),
      event: "message:new",
      data: (seq) => ({ seq, senderRole }),
      at,
    });
  });
}
