import { expect, test } from "bun:test";
import { WebhookWorld } from "../../test/helpers/webhook-world.ts";
import { endDelivery, postponeDelivery, pruneDeliveries, retryDelivery } from "./webhook-attempts.ts";
import { listDeliveries } from "./webhook-deliveries.ts";
import { dueDeliveries, roomInQueue } from "./webhook-queue.ts";

const WELL = { status: 200, error: null };
const BADLY = { status: 500, error: "Answered 500" };

async function due(world: WebhookWorld, webhookId: number): Promise<string[]> {
  const rows = await dueDeliveries(world.store.db, webhookId, world.clock.now(), 100);
  return rows.map(({ channel, fields }) => `${channel} ${String(fields["n"])}`);
}

async function end(world: WebhookWorld, webhookId: number, state: "done" | "dead"): Promise<void> {
  const [head] = await dueDeliveries(world.store.db, webhookId, world.clock.now(), 1);
  if (!head) throw new Error("Nothing is due");
  const result = state === "done" ? WELL : BADLY;
  await world.store.transact((tx) => endDelivery(tx, webhookId, head, state, result, world.clock.now()));
}

test("only the first of a channel is due; when it ends, well or not, the next one is", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook();
  await world.queue(webhook, [
    { channel: "a", n: 1 },
    { channel: "a", n: 2 },
    { channel: "a", n: 3 },
    { channel: "b", n: 1 },
  ]);
  expect(await due(world, webhook.id)).toEqual(["a 1", "b 1"]);
  await end(world, webhook.id, "done");
  expect((await due(world, webhook.id)).toSorted()).toEqual(["a 2", "b 1"]);
  await end(world, webhook.id, "dead");
  await end(world, webhook.id, "done");
  expect((await due(world, webhook.id)).length).toBe(1);
});

test("one channel of two webhooks is two queues", async () => {
  await using world = await WebhookWorld.open();
  const [one, other] = [await world.webhook(), await world.webhook()];
  await world.queue(one, [{ channel: "a", n: 1 }]);
  await world.queue(other, [{ channel: "a", n: 2 }]);
  expect(await due(world, one.id)).toEqual(["a 1"]);
  expect(await due(world, other.id)).toEqual(["a 2"]);
});

test("what is queued behind an attempt that failed waits for its time", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook();
  await world.queue(webhook, [{ channel: "a", n: 1 }]);
  const [head] = await dueDeliveries(world.store.db, webhook.id, world.clock.now(), 1);
  const later = world.clock.now() + 5_000;
  await world.store.transact((tx) => postponeDelivery(tx, head?.id ?? 0, BADLY, later));
  await world.queue(webhook, [{ channel: "a", n: 2 }]);
  expect(await due(world, webhook.id)).toEqual([]);
  world.clock.pass(5_000);
  expect(await due(world, webhook.id)).toEqual(["a 1"]);
});

test("one that waits is hurried with its place kept; one that ended goes to the end; one that isn't there is none", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook();
  const again = { now: world.clock.now(), giveUpAt: world.clock.now() };
  const retry = (id: string) => world.store.transact((tx) => retryDelivery(tx, id, again));
  await world.queue(webhook, [{ channel: "a", n: 1 }]);
  await end(world, webhook.id, "dead");
  await world.queue(webhook, [
    { channel: "a", n: 2 },
    { channel: "a", n: 3 },
  ]);
  const [head] = await dueDeliveries(world.store.db, webhook.id, world.clock.now(), 1);
  const later = world.clock.now() + 5_000;
  await world.store.transact((tx) => postponeDelivery(tx, head?.id ?? 0, BADLY, later));

  const [third] = await world.deliveries("pending");
  expect(await retry(third?.id ?? "")).toBe(true);
  expect(await due(world, webhook.id)).toEqual(["a 2"]);
  const [dead] = await world.deliveries("dead");
  expect(await retry(dead?.id ?? "")).toBe(true);
  const order: string[] = [];
  for (let i = 0; i < 3; i++) {
    order.push(...(await due(world, webhook.id)));
    await end(world, webhook.id, "done");
  }
  expect(order).toEqual(["a 2", "a 3", "a 1"]);
  expect(await retry("dlv_none")).toBe(false);
});

test("a page of deliveries goes on where the one before it ended", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook();
  const CHANNELS = 7;
  await world.queue(
    webhook,
    Array.from({ length: CHANNELS }, (_, n) => ({ channel: `c${n}`, n })),
  );
  for (let n = 0; n < CHANNELS; n++) {
    // Some end in the same instant.
    if (n % 3 === 0) world.clock.pass(1);
    await end(world, webhook.id, "dead");
  }
  const seen: string[] = [];
  let before: string | undefined;
  let more = true;
  while (more) {
    const page = await listDeliveries(world.store.db, "dead", { before, limit: 3 });
    seen.push(...page.deliveries.map(({ channel }) => channel));
    before = page.deliveries.at(-1)?.id;
    more = page.hasOlder;
  }
  expect(seen).toEqual(["c6", "c5", "c4", "c3", "c2", "c1", "c0"]);
  const nowhere = await listDeliveries(world.store.db, "dead", { before: "dlv_none", limit: 3 });
  expect(nowhere).toEqual({ deliveries: [], hasOlder: false });
});

test("what ended long ago is forgotten a few at a time, what waits never", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook();
  await world.queue(
    webhook,
    Array.from({ length: 6 }, (_, n) => ({ channel: `c${n}`, n })),
  );
  await end(world, webhook.id, "dead");
  for (let n = 0; n < 3; n++) await end(world, webhook.id, "done");
  world.clock.pass(1_000);
  await end(world, webhook.id, "done");
  const now = world.clock.now();
  const prune = () =>
    world.store.transact((tx) => pruneDeliveries(tx, { doneBefore: now, deadBefore: now - 1_000, limit: 2 }));
  expect([await prune(), await prune(), await prune()]).toEqual([2, 1, 0]);
  const left = await Promise.all(
    (["done", "dead", "pending"] as const).map((state) => world.deliveries(state)),
  );
  expect(left.map(({ length }) => length)).toEqual([1, 1, 1]);
});

test("the room of a webhook is what may still wait for it", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook();
  await world.queue(await world.webhook(), [{ channel: "a", n: 1 }]);
  await world.queue(
    webhook,
    Array.from({ length: 5 }, (_, n) => ({ channel: "a", n })),
  );
  await end(world, webhook.id, "done");
  expect(await roomInQueue(world.store.db, webhook.id, 10)).toBe(6);
  expect(await roomInQueue(world.store.db, webhook.id, 4)).toBe(0);
  expect(await roomInQueue(world.store.db, webhook.id, 3)).toBe(0);
});
