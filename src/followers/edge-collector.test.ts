import { expect, test } from "bun:test";
import { eventually } from "../../test/helpers/eventually.ts";
import { WebhookWorld } from "../../test/helpers/webhook-world.ts";
import { APP_WEBHOOK_EVENTS } from "../protocol/webhooks.ts";
import { StoreUnavailable } from "../store/group-commit.ts";
import type { Store } from "../store/open-store.ts";
import { dueDeliveries, waitingBehind } from "../store/webhook-queue.ts";
import { type AppEdge, EdgeCollector } from "./edge-collector.ts";

const COLLECT_MS = 50;

/** A collector on a store whose commits are counted, and fail while `breaks` says so. */
function collecting(world: WebhookWorld) {
  const errors: string[] = [];
  const state = { commits: 0, breaks: false, woken: 0 };
  const store: Store = {
    ...world.store,
    transact(work) {
      if (state.breaks) return Promise.reject(new StoreUnavailable("The disk is full"));
      state.commits += 1;
      return world.store.transact(work);
    },
  };
  const collector = new EdgeCollector(store, world.clock, {
    onQueued: () => void (state.woken += 1),
    onError: (error) => void errors.push((error as Error).message),
  });
  return { collector, errors, state };
}

function edge(n: number, channel = "news"): AppEdge {
  const event = { event: `client-${n}`, data: "{}", socketId: "1.2" };
  return { kind: "client_event", appId: "shop", channel, at: n, ...event };
}

async function waiting(world: WebhookWorld): Promise<number> {
  return (await world.deliveries("pending")).length;
}

test("each kind is queued for the webhooks of its app that want it, under Pusher's names", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  await world.app("other", "pusher");
  const everything = await world.webhook({ appId: "shop", events: APP_WEBHOOK_EVENTS });
  const occupied = await world.webhook({ appId: "shop", events: ["channel_occupied"] });
  await world.webhook({ appId: "other", events: APP_WEBHOOK_EVENTS });
  await world.webhook({ appId: "shop", events: APP_WEBHOOK_EVENTS, enabled: false });
  const { collector } = collecting(world);
  const about = { appId: "shop", channel: "presence-room", at: 7 };
  collector.told({ ...about, kind: "channel_occupied" });
  collector.told({ ...about, kind: "member_added", userId: "vera" });
  collector.told({
    ...about,
    kind: "client_event",
    event: "client-a",
    data: "1",
    socketId: "1.2",
    userId: "vera",
  });
  collector.told({ ...about, kind: "client_event", event: "client-b", data: "2", socketId: "1.2" });
  collector.told({ ...about, kind: "subscription_count", count: 3 });
  collector.told({ ...about, kind: "cache_miss" });
  collector.told({ ...about, kind: "member_removed", userId: "vera" });
  collector.told({ ...about, kind: "channel_vacated" });
  await collector.stop();

  const now = world.clock.now();
  const queued = async (webhookId: number) => {
    const [first] = await dueDeliveries(world.store.db, webhookId, now, 10);
    if (!first) return [];
    const lane = [first, ...(await waitingBehind(world.store.db, webhookId, first, 10))];
    return lane.map(({ event, channel, at, fields }) => ({ event, channel, at, fields }));
  };
  const row = (event: string, fields = {}) => ({ event, channel: "presence-room", at: 7, fields });
  expect(await queued(everything.id)).toEqual([
    row("channel_occupied"),
    row("member_added", { user_id: "vera" }),
    row("client_event", { event: "client-a", data: "1", socket_id: "1.2", user_id: "vera" }),
    row("client_event", { event: "client-b", data: "2", socket_id: "1.2" }),
    row("subscription_count", { subscription_count: 3 }),
    row("cache_miss"),
    row("member_removed", { user_id: "vera" }),
    row("channel_vacated"),
  ]);
  expect(await queued(occupied.id)).toEqual([row("channel_occupied")]);
  expect(await waiting(world)).toBe(9);
  const ids = (await world.deliveries("pending")).filter(({ event }) => event === "channel_occupied");
  expect(new Set(ids.map(({ eventId }) => eventId)).size).toBe(1);
});

test("what is told within a moment is written in one commit, and then the deliverer is woken", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  await world.webhook({ appId: "shop" });
  const { collector, state } = collecting(world);
  for (let n = 1; n <= 150; n++) collector.told(edge(n));
  expect(state.commits).toBe(0);
  world.clock.pass(COLLECT_MS);
  await eventually(() => state.woken === 1);
  expect(await waiting(world)).toBe(150);
  expect(state.commits).toBe(1);
  await collector.stop();
  expect(world.clock.pending).toBe(0);
});

test("where no webhook wants to know, nothing is written at all", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  await world.webhook({ appId: "shop", events: ["channel_occupied"] });
  const { collector, state } = collecting(world);
  for (let n = 1; n <= 500; n++) collector.told(edge(n));
  world.clock.pass(COLLECT_MS);
  await collector.stop();
  expect(state).toMatchObject({ commits: 0, woken: 0 });
});

test("while the disk is full edges are held, and then written in their order", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  const webhook = await world.webhook({ appId: "shop" });
  const { collector, state, errors } = collecting(world);
  state.breaks = true;
  collector.told(edge(1));
  world.clock.pass(COLLECT_MS);
  await eventually(() => errors.length === 1 && world.clock.pending === 1);
  collector.told(edge(2));
  state.breaks = false;
  world.clock.pass(1_000);
  await eventually(() => state.woken === 1);
  const [first] = await dueDeliveries(world.store.db, webhook.id, world.clock.now(), 1);
  expect(first?.at).toBe(1);
  expect(await waiting(world)).toBe(2);
  expect(errors).toEqual(["The disk is full"]);
  await collector.stop();
});

test("what doesn't fit in memory is dropped, the newest first, and complained about once a minute", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  await world.webhook({ appId: "shop" });
  const { collector, state, errors } = collecting(world);
  state.breaks = true;
  for (let n = 1; n <= 10_007; n++) collector.told(edge(n));
  world.clock.pass(COLLECT_MS);
  const complaints = () => errors.filter((error) => error.includes("dropped"));
  await eventually(() => complaints().length === 1 && world.clock.pending === 1);
  collector.told(edge(10_008));
  world.clock.pass(1_000);
  await eventually(() => errors.length === 3 && world.clock.pending === 1);
  expect(complaints()).toHaveLength(1);
  state.breaks = false;
  world.clock.pass(60_000);
  await eventually(() => complaints().length === 2);
  expect(await waitingCount(world)).toBe(10_000);
  expect(complaints().map((complaint) => complaint.split(" ")[0])).toEqual(["7", "1"]);
  await collector.stop();
});

test("for a webhook with a hundred thousand events waiting no more are kept, for the others they are", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  const stuck = await world.webhook({ appId: "shop" });
  await world.webhook({ appId: "shop" });
  await fill(world, stuck.id, 99_998);
  const { collector, errors } = collecting(world);
  for (let n = 1; n <= 5; n++) collector.told(edge(n));
  world.clock.pass(COLLECT_MS);
  await eventually(() => errors.length === 1);
  expect(errors).toEqual(["3 events for webhooks of outside apps were dropped: too many were waiting"]);
  expect(await waitingCount(world)).toBe(100_000 + 5);
  await collector.stop();
});

async function waitingCount({ store }: WebhookWorld): Promise<number> {
  const { count } = await store.db
    .selectFrom("webhook_delivery")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

async function fill({ store }: WebhookWorld, webhookId: number, count: number): Promise<void> {
  const row = (n: number) => ({
    public_id: `dlv_${n}`,
    webhook_id: webhookId,
    event_id: `evt_${n}`,
    event: "client_event",
    channel: "a",
    fields: "{}",
    happened_at: n,
    state: "pending" as const,
    attempts: 0,
    next_attempt_at: null,
    give_up_at: n,
    last_status: null,
    last_error: null,
    finished_at: 0,
  });
  const ROWS_AT_ONCE = 2_000;
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, count - from) }, (_, i) => row(from + i));
    await store.transact(async (tx) => {
      await tx.db.insertInto("webhook_delivery").values(rows).execute();
    });
  }
}
