import { expect, test } from "bun:test";
import { WebhookWorld } from "../../test/helpers/webhook-world.ts";
import { DESK_WEBHOOK_EVENTS } from "../protocol/webhooks.ts";
import { append, channelId } from "../store/log.ts";
import { dueDeliveries, waitingBehind } from "../store/webhook-queue.ts";
import { Follower } from "./follower.ts";
import { webhookFollower } from "./webhook-follower.ts";

const ADA = { id: "agt_ada", name: "Ada" };

function follower(world: WebhookWorld): Follower {
  return new Follower(world.store, work(world));
}

function work({ clock }: WebhookWorld) {
  return webhookFollower(clock, { onQueued: () => {}, onError: () => {} });
}

/** Appends to the log of conversation `id`, as the desk's verbs do. */
async function happens(
  world: WebhookWorld,
  id: string,
  event: string,
  data: object,
  at = world.clock.now(),
): Promise<void> {
  await world.store.transact(async (tx) => {
    await append(tx, {
      channelId: await channelId(tx, `private-conversation-${id}`),
      event,
      data: (seq) => ({ conversationId: id, ...data, seq }),
      at,
    });
  });
}

const says = (world: WebhookWorld, id: string, text: string) =>
  happens(world, id, "message:new", { text, senderId: "cus_vera", senderName: "Vera", createdAt: "then" });
const stands = (world: WebhookWorld, id: string, status: string, assignee: object | null) =>
  happens(world, id, "conversation:updated", { status, assignee });

async function queued(world: WebhookWorld, webhookId: number) {
  const heads = await dueDeliveries(world.store.db, webhookId, world.clock.now(), 10);
  const lanes = await Promise.all(
    heads.map(async (head) => [head, ...(await waitingBehind(world.store.db, webhookId, head, 1_000))]),
  );
  return lanes.flat().map(({ event, channel, fields }) => ({ event, channel, fields }));
}

test("a conversation is told from its first message to its end, in order", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook({ events: DESK_WEBHOOK_EVENTS });
  await says(world, "cnv_1", "Hello");
  await stands(world, "cnv_1", "open", ADA);
  await happens(world, "cnv_1", "message:read", { side: "agent", upTo: 1 });
  await says(world, "cnv_1", "Thanks");
  await stands(world, "cnv_1", "closed", ADA);
  await stands(world, "cnv_1", "open", ADA);
  await happens(world, "cnv_1", "something:new", {});
  await follower(world).catchUp();

  const channel = "private-conversation-cnv_1";
  const conversation = (status: string, assignee: object) => ({
    conversation: { id: "cnv_1", status, assignee },
  });
  const message = (text: string, seq: number) => ({
    message: {
      conversationId: "cnv_1",
      text,
      senderId: "cus_vera",
      senderName: "Vera",
      createdAt: "then",
      seq,
    },
  });
  expect(await queued(world, webhook.id)).toEqual([
    {
      event: "conversation.created",
      channel,
      fields: {
        conversation: { id: "cnv_1", customer: { id: "cus_vera", name: "Vera" }, createdAt: "then" },
      },
    },
    { event: "message.created", channel, fields: message("Hello", 1) },
    { event: "conversation.assigned", channel, fields: conversation("open", ADA) },
    {
      event: "conversation.read",
      channel,
      fields: { conversation: { id: "cnv_1" }, side: "agent", upTo: 1 },
    },
    { event: "message.created", channel, fields: message("Thanks", 4) },
    { event: "conversation.closed", channel, fields: conversation("closed", ADA) },
    { event: "conversation.reopened", channel, fields: conversation("open", ADA) },
  ]);
});

test("what has changed is found beside the conversation's own last state, not its neighbour's", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook({ events: ["conversation.assigned", "conversation.closed"] });
  const ben = { id: "agt_ben", name: "Ben" };
  await stands(world, "cnv_1", "open", ADA);
  await stands(world, "cnv_2", "closed", null);
  await stands(world, "cnv_1", "open", ADA);
  await stands(world, "cnv_2", "closed", ben);
  await stands(world, "cnv_1", "closed", ben);
  await follower(world).catchUp();
  const told = (await queued(world, webhook.id)).map(({ event, channel }) => `${channel.slice(-1)} ${event}`);
  expect(told).toEqual([
    "1 conversation.assigned",
    "1 conversation.closed",
    "1 conversation.assigned",
    "2 conversation.closed",
    "2 conversation.assigned",
  ]);
});

test("each event is queued once, although a step failed and the program began again", async () => {
  await using world = await WebhookWorld.open();
  const webhook = await world.webhook();
  await says(world, "cnv_1", "Hello");
  const { handle, ...rest } = work(world);
  const failing = new Follower(world.store, {
    ...rest,
    async handle(tx, rows) {
      await handle(tx, rows);
      throw new Error("the power went out");
    },
  });
  await expect(failing.catchUp()).rejects.toThrow("the power went out");
  expect(await queued(world, webhook.id)).toEqual([]);
  await follower(world).catchUp();
  await follower(world).catchUp();
  expect(await queued(world, webhook.id)).toHaveLength(1);
});

test("a webhook is told nothing that happened before it was made, or while it was off, or of outside apps", async () => {
  await using world = await WebhookWorld.open();
  await says(world, "cnv_1", "Long ago");
  world.clock.pass(1);
  await world.app("shop", "pusher");
  const on = await world.webhook();
  const off = await world.webhook({ enabled: false });
  const foreign = await world.webhook({ appId: "shop", events: ["message.created"] });
  await says(world, "cnv_1", "Hello");
  await follower(world).catchUp();
  const texts = async (id: number) => (await queued(world, id)).map(({ fields }) => fields["message"]);
  expect(await texts(on.id)).toMatchObject([{ text: "Hello" }]);
  expect(await texts(off.id)).toEqual([]);
  expect(await texts(foreign.id)).toEqual([]);
});
