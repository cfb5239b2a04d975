import { expect, test } from "bun:test";
import { eventually } from "../../test/helpers/eventually.ts";
import { Latch } from "../../test/helpers/latch.ts";
import { WebhookWorld } from "../../test/helpers/webhook-world.ts";
import { deleteKey } from "../store/apps.ts";
import { StoreUnavailable } from "../store/group-commit.ts";
import { retryDelivery } from "../store/webhook-attempts.ts";
import { deleteWebhook, updateWebhook } from "../store/webhooks.ts";
import type { WebhookPlaces } from "./post-webhook.ts";
import { WebhookDeliverer } from "./webhook-deliverer.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** The first retry comes after 2.5 to 5 seconds. */
const FIRST_RETRY_MS = 5_000;

function delivererOf(
  { store, clock }: WebhookWorld,
  places: WebhookPlaces = { privateToo: true },
): WebhookDeliverer & AsyncDisposable {
  const errors: unknown[] = [];
  const deliverer = new WebhookDeliverer(store, {
    clock,
    random: () => 1,
    places,
    onError: (error) => errors.push(error),
  });
  deliverer.start();
  return Object.assign(deliverer, {
    async [Symbol.asyncDispose]() {
      const stopped = deliverer.stop().then(() => true);
      // Requests that a failed test left hanging are cut off.
      await eventually(() => {
        clock.pass(1_000);
        return Promise.race([stopped, false]);
      });
      expect(errors).toEqual([]);
    },
  });
}

async function isDone(world: WebhookWorld, count: number): Promise<void> {
  await eventually(async () => (await world.deliveries("done")).length === count);
}

test("a channel is told in order, one request after the other, while another channel flows", async () => {
  await using world = await WebhookWorld.open();
  const latch = new Latch();
  world.receiver.answer = async ({ events }) => {
    if (events[0]?.["channel"] === "slow") await latch.wait();
    return 200;
  };
  await world.queue(await world.webhook(), [
    { channel: "slow", n: 1 },
    { channel: "slow", n: 2 },
    { channel: "fast", n: 1 },
    { channel: "fast", n: 2 },
    { channel: "fast", n: 3 },
  ]);
  await using _ = delivererOf(world);
  await isDone(world, 3);
  expect(world.told.toSorted()).toEqual(["fast 1", "fast 2", "fast 3", "slow 1"]);
  latch.releaseAll();
  await isDone(world, 5);
  expect(world.told.filter((one) => one.startsWith("fast"))).toEqual(["fast 1", "fast 2", "fast 3"]);
  expect(world.told.filter((one) => one.startsWith("slow"))).toEqual(["slow 1", "slow 2"]);
});

test("as long as all goes well nothing is told twice, and every channel is told in order", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  const webhooks = [await world.webhook(), await world.webhook({ appId: "shop" })];
  const channels = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const numbers = Array.from(Array(25).keys());
  await using deliverer = delivererOf(world);
  for (const n of numbers) {
    for (const webhook of webhooks)
      await world.queue(
        webhook,
        channels.map((channel) => ({ channel, n })),
      );
    deliverer.wake();
  }
  await isDone(world, webhooks.length * channels.length * numbers.length);
  const toldTo = (isPusher: boolean, channel: string) =>
    world.receiver.received
      .filter(({ headers }) => "x-pusher-key" in headers === isPusher)
      .flatMap(({ events }) => events.filter((event) => event["channel"] === channel).map(({ n }) => n));
  for (const channel of channels) {
    expect(toldTo(true, channel)).toEqual(numbers);
    expect(toldTo(false, channel)).toEqual(numbers);
  }
});

test("an answer of 500 is tried again when its time has come, as the same event, and what comes after it waits", async () => {
  await using world = await WebhookWorld.open();
  const answers = [500, 503];
  world.receiver.answer = ({ events }) => (events[0]?.["channel"] === "a" ? (answers.shift() ?? 200) : 200);
  const webhook = await world.webhook();
  await world.queue(webhook, [
    { channel: "a", n: 1 },
    { channel: "a", n: 2 },
  ]);
  await using _ = delivererOf(world);
  const waiting = async () => (await world.deliveries("pending")).at(-1);
  await eventually(async () => (await waiting())?.attempts === 1);
  expect(await waiting()).toMatchObject({ lastStatus: 500, lastError: "Answered 500" });

  // Told because the queue was looked at, so the first would have been as well.
  await world.queue(webhook, [{ channel: "b", n: 1 }]);
  world.clock.pass(FIRST_RETRY_MS - 1);
  await isDone(world, 1);
  expect(world.told).toEqual(["a 1", "b 1"]);

  world.clock.pass(1);
  await eventually(async () => (await waiting())?.attempts === 2);
  world.clock.pass(2 * FIRST_RETRY_MS);
  await isDone(world, 3);
  expect(world.told.filter((one) => one.startsWith("a"))).toEqual(["a 1", "a 1", "a 1", "a 2"]);
  const first = world.receiver.received.filter(
    ({ events }) => events[0]?.["n"] === 1 && events[0]["channel"] === "a",
  );
  expect(new Set(first.map(({ body }) => body)).size).toBe(1);
  expect(new Set(first.map(({ eventIds }) => eventIds.join())).size).toBe(1);
});

test("after about a day an event is given up, and the next of its channel has its turn", async () => {
  await using world = await WebhookWorld.open();
  world.receiver.answer = ({ events }) => (events[0]?.["n"] === 1 ? 500 : 200);
  const began = world.clock.now();
  await world.queue(await world.webhook(), [
    { channel: "a", n: 1 },
    { channel: "a", n: 2 },
  ]);
  await using deliverer = delivererOf(world);
  for (let attempts = 1; (await world.deliveries("dead")).length === 0; attempts++) {
    await world.receiver.requests(attempts);
    await eventually(async () => {
      const all = [...(await world.deliveries("dead")), ...(await world.deliveries("pending"))];
      return all.some((one) => one.attempts === attempts);
    });
    const next = (await world.deliveries("pending")).at(-1)?.nextAttemptAt;
    world.clock.pass(Date.parse(String(next)) - world.clock.now());
    deliverer.wake();
  }
  await isDone(world, 1);
  const [dead] = await world.deliveries("dead");
  expect(dead).toMatchObject({
    attempts: world.receiver.received.length - 1,
    nextAttemptAt: null,
    lastStatus: 500,
  });
  const lasted = Date.parse(String(dead?.finishedAt)) - began;
  expect(lasted).toBeLessThanOrEqual(DAY_MS);
  expect(lasted).toBeGreaterThan(DAY_MS * 0.8);
  expect(world.told.at(-1)).toBe("a 2");
});

test("what was given up is told under its old id when it is asked for again, behind what waits", async () => {
  await using world = await WebhookWorld.open();
  world.receiver.answer = () => 500;
  const webhook = await world.webhook();
  await world.queue(webhook, [{ channel: "a", n: 1 }]);
  world.clock.pass(DAY_MS);
  await using deliverer = delivererOf(world);
  await eventually(async () => (await world.deliveries("dead")).length === 1);
  const [dead] = await world.deliveries("dead");

  world.receiver.answer = () => 200;
  await world.queue(webhook, [{ channel: "a", n: 2 }]);
  const again = { now: world.clock.now(), giveUpAt: world.clock.now() + DAY_MS };
  expect(await world.store.transact((tx) => retryDelivery(tx, dead?.id ?? "", again))).toBe(true);
  deliverer.wake();
  await isDone(world, 2);
  expect(world.told).toEqual(["a 1", "a 2", "a 1"]);
  const ids = world.receiver.received.map(({ eventIds }) => eventIds.join());
  expect(ids[2]).toBe(ids[0]);
  expect((await world.deliveries("done")).map(({ id }) => id)).toContain(String(dead?.id));
});

test("whoever doesn't answer within ten seconds has not answered", async () => {
  await using world = await WebhookWorld.open();
  const latch = new Latch();
  world.receiver.answer = async () => {
    await latch.wait();
    return 200;
  };
  await world.queue(await world.webhook(), [{ channel: "a", n: 1 }]);
  await using _ = delivererOf(world);
  await world.receiver.requests(1);
  world.clock.pass(10_000);
  await eventually(async () => (await world.deliveries("pending"))[0]?.attempts === 1);
  expect((await world.deliveries("pending"))[0]).toMatchObject({
    lastStatus: null,
    lastError: "No answer within 10 s",
  });
  latch.releaseAll();
});

test("a redirect is a failure and is not followed", async () => {
  await using world = await WebhookWorld.open();
  using elsewhere = Bun.serve({ port: 0, fetch: () => Response.redirect(world.receiver.url, 307) });
  const url = String(elsewhere.url);
  await world.queue(await world.webhook({ url }), [{ channel: "a", n: 1 }]);
  await using _ = delivererOf(world);
  await eventually(async () => (await world.deliveries("pending"))[0]?.attempts === 1);
  expect((await world.deliveries("pending"))[0]).toMatchObject({
    lastStatus: 307,
    lastError: "Answered 307",
  });
  expect(world.receiver.received).toEqual([]);
});

test("to a private address nothing goes unless the operator lets it, whether it is written or looked up", async () => {
  await using world = await WebhookWorld.open();
  const { port } = new URL(world.receiver.url);
  const addresses = ["127.0.0.1", "[::ffff:127.0.0.1]", "0x7f.1", "localhost", "169.254.169.254"];
  for (const address of addresses)
    await world.queue(await world.webhook({ url: `http://${address}:${port}/hook` }), [
      { channel: "a", n: 1 },
    ]);
  await using _ = delivererOf(world, {});
  await eventually(async () => (await world.deliveries("pending")).every(({ attempts }) => attempts === 1));
  const pending = await world.deliveries("pending");
  expect(new Set(pending.map(({ lastError }) => lastError))).toEqual(
    new Set(["The address is a private one; PRIVATE_WEBHOOKS=1 lets webhooks go there"]),
  );
  expect(pending.length).toBe(addresses.length);
  expect(world.receiver.received).toEqual([]);
});

test("where nobody listens, the delivery says so", async () => {
  await using world = await WebhookWorld.open();
  const { url } = world.receiver;
  await world.receiver[Symbol.asyncDispose]();
  await world.queue(await world.webhook({ url }), [{ channel: "a", n: 1 }]);
  await using _ = delivererOf(world);
  await eventually(async () => (await world.deliveries("pending"))[0]?.attempts === 1);
  expect((await world.deliveries("pending"))[0]?.lastError).toBe("The connection was refused");
});

test("in Pusher's form what is due goes together, each channel in order", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  await world.queue(await world.webhook({ appId: "shop", secret: null }), [
    { channel: "a", n: 1 },
    { channel: "b", n: 1 },
    { channel: "a", n: 2 },
    { channel: "a", n: 3 },
  ]);
  await using _ = delivererOf(world);
  await isDone(world, 4);
  expect(world.receiver.received).toHaveLength(1);
  expect(world.told).toEqual(["a 1", "b 1", "a 2", "a 3"]);
});

test("a request in Pusher's form holds fifty events at most, and a quarter of a megabyte but for one", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  const webhook = await world.webhook({ appId: "shop", secret: null });
  const text = "x".repeat(100_000);
  await world.queue(webhook, [
    ...Array.from(Array(60).keys(), (n) => ({ channel: "many", n })),
    ...[1, 2, 3].map((n) => ({ channel: "large", n, fields: { text } })),
    { channel: "huge", n: 1, fields: { text: text.repeat(3) } },
  ]);
  await using _ = delivererOf(world);
  await isDone(world, 64);
  const sizes = world.receiver.received.map(({ events, body }) => ({
    events: events.length,
    body: body.length,
  }));
  expect(Math.max(...sizes.map(({ events }) => events))).toBe(50);
  expect(sizes.filter(({ events, body }) => events > 1 && body > 270_000)).toEqual([]);
  expect(sizes.filter(({ body }) => body > 300_000).map(({ events }) => events)).toEqual([1]);
  expect(world.told.filter((one) => one.startsWith("many"))).toEqual(
    Array.from(Array(60).keys(), (n) => `many ${n}`),
  );
});

test("an event that its receiver can't take goes alone the next time and holds up no other channel", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  world.receiver.answer = ({ events }) => (events.some(({ channel }) => channel === "poison") ? 500 : 200);
  await world.queue(await world.webhook({ appId: "shop", secret: null }), [
    { channel: "a", n: 1 },
    { channel: "poison", n: 1 },
    { channel: "b", n: 1 },
  ]);
  await using _ = delivererOf(world);
  await eventually(async () => (await world.deliveries("pending")).every(({ attempts }) => attempts === 1));
  world.clock.pass(FIRST_RETRY_MS);
  await isDone(world, 2);
  await eventually(async () => (await world.deliveries("pending"))[0]?.attempts === 2);
  expect(world.receiver.received.slice(1).map(({ events }) => events.length)).toEqual([1, 1, 1]);
});

test("a webhook that hangs has four requests under way and leaves the others their room", async () => {
  await using world = await WebhookWorld.open();
  const latch = new Latch();
  world.receiver.answer = async ({ headers }) => {
    if (headers["x-realtime-key"] === "slow-key") await latch.wait();
    return 200;
  };
  await world.app("slow", "apinator");
  await world.app("fast", "apinator");
  const channels = Array.from({ length: 12 }, (_, i) => ({ channel: `c${i}`, n: 1 }));
  await world.queue(await world.webhook({ appId: "slow" }), channels);
  await world.queue(await world.webhook({ appId: "fast" }), channels);
  await using _ = delivererOf(world);
  await isDone(world, 12);
  expect(latch.size).toBe(4);
  latch.releaseAll();
  await isDone(world, 24);
});

test("webhooks that hang, however many, give way to one that waits", async () => {
  await using world = await WebhookWorld.open();
  const latch = new Latch();
  world.receiver.answer = async ({ headers }) => {
    if (headers["x-realtime-key"] === "slow-key") await latch.wait();
    return 200;
  };
  await world.app("slow", "apinator");
  for (let hanging = 0; hanging < 8; hanging++) {
    const channels = Array.from({ length: 12 }, (_, i) => ({ channel: `c${i}`, n: 1 }));
    await world.queue(await world.webhook({ appId: "slow" }), channels);
  }
  await using _ = delivererOf(world);
  // As many as may be under way in all.
  await eventually(() => latch.size === 32);
  await world.queue(await world.webhook(), [{ channel: "a", n: 1 }]);
  world.clock.pass(10_000);
  await isDone(world, 1);
  expect(world.told).toContain("a 1");
  latch.releaseAll();
});

test("what is cut off when the program stops is told after the next start, under the same id", async () => {
  await using world = await WebhookWorld.open();
  const latch = new Latch();
  world.receiver.answer = async () => {
    await latch.wait();
    return 200;
  };
  await world.queue(await world.webhook(), [{ channel: "a", n: 1 }]);
  const first = delivererOf(world);
  await world.receiver.requests(1);
  const stopped = first.stop();
  await eventually(() => world.clock.pending === 2);
  world.clock.pass(3_000);
  await stopped;
  expect(world.clock.pending).toBe(0);
  expect(await world.deliveries("pending")).toMatchObject([{ attempts: 0 }]);

  latch.releaseAll();
  await using _ = delivererOf(world);
  await isDone(world, 1);
  const [before, after] = await world.receiver.requests(2);
  expect(after?.eventIds).toEqual(before?.eventIds ?? []);
});

test("an answer that can't be written is not asked for again until it is", async () => {
  await using world = await WebhookWorld.open();
  let broken = true;
  const errors: unknown[] = [];
  const store = {
    ...world.store,
    transact: ((work) =>
      broken
        ? Promise.reject(new StoreUnavailable("The disk is full"))
        : world.store.transact(work)) as typeof world.store.transact,
  };
  await world.queue(await world.webhook(), [{ channel: "a", n: 1 }]);
  const deliverer = new WebhookDeliverer(store, {
    clock: world.clock,
    random: () => 1,
    places: { privateToo: true },
    onError: (error) => errors.push(error),
  });
  deliverer.start();
  for (let failures = 1; failures <= 3; failures++) {
    await eventually(() => errors.length === failures);
    world.clock.pass(1_000);
  }
  broken = false;
  await isDone(world, 1);
  await deliverer.stop();
  expect(world.told).toEqual(["a 1"]);
});

test("what waits for a webhook that is switched off is kept until it is on again", async () => {
  await using world = await WebhookWorld.open();
  const off = await world.webhook({ enabled: false });
  await world.queue(off, [{ channel: "a", n: 1 }]);
  await world.queue(await world.webhook(), [{ channel: "b", n: 1 }]);
  await using _ = delivererOf(world);
  await isDone(world, 1);
  expect(world.told).toEqual(["b 1"]);
  await world.store.transact((tx) => updateWebhook(tx, off.id, { ...off, enabled: true }));
  world.clock.pass(1_000);
  await isDone(world, 2);
  expect(world.told).toEqual(["b 1", "a 1"]);
});

test("without the key that is to sign, nothing is sent and the delivery says why", async () => {
  await using world = await WebhookWorld.open();
  await world.app("shop", "pusher");
  await world.queue(await world.webhook({ appId: "shop", key: "shop-key" }), [{ channel: "a", n: 1 }]);
  await world.store.transact((tx) => deleteKey(tx, "shop", "shop-key"));
  await using _ = delivererOf(world);
  await eventually(async () => (await world.deliveries("pending"))[0]?.attempts === 1);
  expect((await world.deliveries("pending"))[0]?.lastError).toBe("The app has no such key to sign with");
  expect(world.receiver.received).toEqual([]);
});

test("a webhook that is removed while it is told leaves nothing behind", async () => {
  await using world = await WebhookWorld.open();
  const latch = new Latch();
  world.receiver.answer = async () => {
    await latch.wait();
    return 500;
  };
  const webhook = await world.webhook();
  await world.queue(webhook, [
    { channel: "a", n: 1 },
    { channel: "a", n: 2 },
  ]);
  await using deliverer = delivererOf(world);
  await world.receiver.requests(1);
  await world.store.transact((tx) => deleteWebhook(tx, webhook.id));
  latch.releaseAll();
  await deliverer.stop();
  const rows = await world.store.db.selectFrom("webhook_delivery").selectAll().execute();
  expect(rows).toEqual([]);
});
